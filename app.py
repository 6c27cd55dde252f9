"""Headwater: where complaints start, and what the frontline carries for everybody else.

Start it with ``streamlit run app.py``.
"""

import streamlit as st

from pages.ui import frame

st.set_page_config(page_title="Headwater", page_icon=frame.ICON, layout="wide")
frame.run()
