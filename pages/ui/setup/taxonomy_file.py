"""The taxonomy as a file on Set-up: download, upload, or start anew."""

from __future__ import annotations

import streamlit as st

from etl.errors import InputError
from etl.taxonomy import Taxonomy
from etl.taxonomy.keeping import checked_text
from etl.taxonomy_help.causes import STARTS, begun
from pages.ui import exposure, refusal
from pages.ui.plain_text import plain, undirected
from pages.ui.setup import taxonomy_saving

_MOST_MB = 5


def section(taxonomy: Taxonomy) -> None:
    """Draw the download, the upload, and the starting points."""
    many = f"{len(taxonomy.departments)} departments, {sum(len(each.issues) for each in taxonomy.departments)} issues"
    st.markdown(plain(f"{taxonomy.name}: {many}. Change the file in any editor, and put it back here."))
    st.download_button(
        "Download the taxonomy", taxonomy.text.encode(), "taxonomy.yaml", "application/yaml",
        key="taxonomy_download", icon=":material/download:",
    )  # fmt: skip
    file = st.file_uploader(
        "Put a file back", type=["yaml", "yml"], key=f"taxonomy_upload_{taxonomy.hash[:12]}", max_upload_size=_MOST_MB,
        disabled=exposure.is_closed(),
    )  # fmt: skip
    if file is not None:
        _put_back(file.name, file.getvalue())
    start = st.selectbox(
        "Or begin with", STARTS, index=None, format_func=lambda each: each.replace("_", " ").capitalize(),
        key="taxonomy_start", disabled=exposure.is_closed(),
    )  # fmt: skip
    if start is not None:
        st.caption("This replaces the whole taxonomy, including teams and words. Undo brings them back.")
        if st.button("Start with it and attribute again", key="taxonomy_begin", disabled=exposure.is_closed()):
            taxonomy_saving.change(lambda: begun(str(start), taxonomy), "The new taxonomy is in force.")


def _put_back(name: str, content: bytes) -> None:
    """Show a file's error at its line, or the button that accepts it."""
    try:
        text = checked_text(content, name)
    except InputError as error:
        refusal.tell(str(error).splitlines()[:1])
        if excerpt := "\n".join(str(error).splitlines()[1:]):
            st.code(undirected(excerpt), language=None)
        return
    if st.button(
        "Use this file and attribute again", type="primary", key="taxonomy_take", disabled=exposure.is_closed()
    ):
        taxonomy_saving.keep(text, "Your file is in force now.")
