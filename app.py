"""Headwater: where complaints start, and what the frontline carries for everybody else.

Start it with ``streamlit run app.py``.
"""

from pages.ui import frame

frame.run()
