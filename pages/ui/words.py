"""Sentences of the pages: findings and verdicts, computed, never typed in; and text made plain."""

from __future__ import annotations

import re
from collections.abc import Mapping

from etl.marts.registry import Measured
from etl.marts.words import count, percent
from etl.taxonomy import Taxonomy

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:~<>&])")


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is written: names and words of customers and files."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def frontline_name(taxonomy: Taxonomy) -> str:
    """Name of the frontline where it is one department, else "the frontline"."""
    return taxonomy.frontline[0] if len(taxonomy.frontline) == 1 else "the frontline"


def overview_finding(measured: Mapping[str, Measured], taxonomy: Taxonomy) -> str:
    """The title of the Overview: where complaints start, and who met them."""
    if not measured["complaints"].value:
        return "No complaints within these filters."
    elsewhere = measured["share_elsewhere"].value
    if elsewhere is None:
        return f"None of these {count(measured['complaints'].value)} complaints can be traced to a department yet."
    front = frontline_name(taxonomy)
    told = f"{percent(elsewhere)} of complaints start outside {front}."
    met = measured["absorption_contact"].value
    if met is None or elsewhere == 0:
        return told
    who = front if front != "the frontline" else "The frontline"
    return f"{told} {who} met {'all of them' if met == 1 else f'{percent(met)} of them'} first."


def department_finding(department: str, measured: Mapping[str, Measured], issues: list[tuple[str, str]]) -> str:
    """The title of a department's page: what it can mend, the largest first.

    Parameters
    ----------
    issues
        Name and words ("1,234 · 23 %") of its issues, the largest first.
    """
    if not measured["complaints"].value:
        return f"Nothing within these filters started in {department}."
    total = count(measured["complaints"].value)
    if not issues:
        return f"{total} complaints started in {department}; their issues aren't known."
    name, words = issues[0]
    return f"{name} is what {department} can mend first: {words.split(' · ')[0]} of {total} complaints."


def verdict(measured: Measured) -> str:
    """What one lens says of the claim."""
    if measured.value is None:
        return "Claim: can't be told."
    if measured.value == 1:
        return "Claim: holds." if measured.low in (None, 1) else "Claim: holds for all that can be told."
    if measured.high == 1:
        return "Claim: not shown; it could hold."
    return "Claim: falls short."
