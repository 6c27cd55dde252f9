"""One issue on Set-up: its name, words and reasons, with their matches counted while typing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.errors import InputError
from etl.marts.core.formatting import count
from etl.taxonomy import Taxonomy
from etl.taxonomy.reshaping import with_issues_merged, without
from etl.taxonomy_help.causes import IssueSaid, issue_now, pairs_said, with_issue, words_of
from etl.taxonomy_help.finding import Found, found_by, found_in_all, read_complaints
from etl.taxonomy_help.mapping import declared_table
from pages.ui import address, data, exposure, refusal
from pages.ui.plain_text import plain, undirected, undirected_columns
from pages.ui.setup import taxonomy_saving

NEW = "+ a new issue"
_SHOWN = 300


def section(taxonomy: Taxonomy) -> None:
    """Choose an issue or a new one; change, merge or remove it."""
    taught = _taught(taxonomy)
    owner, which = st.columns(2)
    department = str(owner.selectbox("Department", taxonomy.names, format_func=undirected, key="cause_department"))
    issues = [issue.name for each in taxonomy.departments if each.name == department for issue in each.issues]
    chosen = which.selectbox("Issue", [*issues, NEW], format_func=undirected, key=f"cause_issue_{department}")
    name = "" if chosen == NEW else str(chosen)
    now, key = issue_now(taxonomy, department, name), f"{taxonomy.hash[:12]} {department} {name}"
    words, declared = st.columns(2)
    given = words.text_area(
        "Words that customers use for it, one phrase per line", "\n".join([*taught, *now.phrases]), height=150,
        key=f"phrases {key}", disabled=exposure.is_closed(),
        help="Finds whole words, whatever their case and accents. A * at the end also finds longer words.",
    )  # fmt: skip
    reasons = declared.text_area(
        "Reasons and tags that stand for it", words_of(now.reasons), height=90,
        key=f"reasons {key}", disabled=exposure.is_closed(), help="Column: value, one per line, such as tags: damaged",
    )  # fmt: skip
    called = declared.text_input("Name of the issue", now.name, key=f"called {key}", max_chars=60,
                                 disabled=exposure.is_closed(), help="The earlier name stays as an alias.")  # fmt: skip
    phrases = tuple(dict.fromkeys(filter(None, (" ".join(line.split()) for line in given.splitlines()))))
    try:
        said = IssueSaid(called, phrases, pairs_said(reasons))
    except InputError as error:
        refusal.tell(error)
        return
    changes = (
        len(set(said.phrases) ^ set(now.phrases)) + len(set(said.reasons) ^ set(now.reasons)) + (called != now.name)
    )
    if taxonomy_saving.button(changes, key="cause_save"):
        taxonomy_saving.change(
            lambda: with_issue(taxonomy.text, department, name, said), f"The issue {called} is saved."
        )
    _what_it_finds(taxonomy, said)
    if name:
        _merge_or_remove(taxonomy, department, name, [each for each in issues if each != name])


def _taught(taxonomy: Taxonomy) -> list[str]:
    """Words sent from another page, unless an issue already has them."""
    known = {phrase for each in taxonomy.departments for issue in each.issues for phrase in issue.phrases}
    words = [" ".join(text.split())[:100] for text in address.texts("teach")]
    sent = [text for text in words if text and text not in known]
    if sent:
        st.info(plain(f"Choose the issue that “{sent[0]}” stands for, then save."), icon=":material/school:")
    return sent


def _what_it_finds(taxonomy: Taxonomy, said: IssueSaid) -> None:
    """How many complaints each of the words and reasons finds, and two of the complaints."""
    complaints = data.look_up(read_complaints)
    read = len(complaints.is_open)
    drawn = f" (drawn from {count(complaints.every)})" if complaints.every > read else ""
    having = count(found_in_all(complaints, said.phrases))
    st.markdown(f"**{having} of {count(read)} complaints{drawn} have one of these words**")
    if found := sorted(found_by(complaints, said.phrases[:_SHOWN]), key=lambda each: -each.count):
        st.dataframe(
            undirected_columns(_table(found), "Words", "One of them", "Another"),
            hide_index=True,
            column_config={"Words": st.column_config.TextColumn(width=170)},
            alt="Words of the issue, and what they find",
        )
    if said.reasons:
        table = data.look_up(declared_table, taxonomy.text)
        many = dict(zip(zip(table["field"], table["value"], strict=True), table["complaints"].tolist(), strict=True))
        told = "; ".join(f"{column}: {value} · {count(many.get((column, value), 0))}" for column, value in said.reasons)
        st.caption(plain(f"Complaints with these reasons: {told}"))


def _table(found: list[Found]) -> pd.DataFrame:
    rows = [(each.phrase, each.count, each.count_open, *each.examples, "", "")[:5] for each in found]
    return pd.DataFrame(rows, columns=["Words", "Complaints", "Unattributed", "One of them", "Another"])


def _merge_or_remove(taxonomy: Taxonomy, department: str, name: str, others: list[str]) -> None:
    with st.popover("Merge or remove it"):
        into = st.selectbox(
            "Merge it into", others, format_func=undirected, key=f"into_{department}_{name}", index=None
        )
        is_shut = exposure.is_closed()
        if st.button("Merge and attribute again", key="cause_merge", disabled=is_shut or into is None):
            taxonomy_saving.change(
                lambda: with_issues_merged(taxonomy.text, department, name, str(into)),
                f"{name} is now part of {into}.",
            )
        if st.button("Remove it and attribute again", key="cause_remove", disabled=is_shut):
            taxonomy_saving.change(lambda: without(taxonomy.text, department, name), f"The issue {name} was removed.")
