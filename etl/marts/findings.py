"""The computed sentence at the head of each page; plain when nothing is out of the ordinary."""

from __future__ import annotations

import pandas as pd

from etl.marts.filters import Filters
from etl.marts.registry import Measured
from etl.marts.words import count, percent
from etl.taxonomy import Taxonomy

_NO_FILTERS = Filters()
NO_COMPLAINTS = "There are no complaints within these filters."
HALF = 0.5


def overview_finding(measured: dict[str, Measured], taxonomy: Taxonomy, chosen: Filters = _NO_FILTERS) -> str:
    """Where complaints start, and whether the frontline met them.

    Parameters
    ----------
    measured
        Has complaints, share_unattributed, share_elsewhere and absorption_contact.
    chosen
        A filter on departments or issues says where the complaints start: then that isn't told as a finding.
    """
    if not measured["complaints"].value:
        return NO_COMPLAINTS
    front, elsewhere = frontline_name(taxonomy), measured["share_elsewhere"].value
    if elsewhere is None:
        return "Where these complaints start can't be told yet."
    if elsewhere in (0, 1) and (chosen.department or chosen.issue):
        first = f"{count(measured['complaints'].value)} complaints start in {_chosen_origin(chosen)}."
        return f"{first} {_met(measured['absorption_contact'].value, front)}".strip()
    if (measured["share_unattributed"].value or 0.0) > HALF:
        return _few_known(measured, front)
    # the share is of what was attributed: a headline that left this out would claim the unattributed too
    whose = "the complaints whose origin is known" if measured["share_unattributed"].value else "complaints"
    if elsewhere == 0:
        return f"None of {'the complaints' if whose == 'complaints' else whose} starts outside {front}."
    all_of_them = "All complaints" if whose == "complaints" else f"All of {whose}"
    first = f"{all_of_them if elsewhere == 1 else f'{percent(elsewhere)} of {whose}'} start outside {front}."
    return f"{first} {_met(measured['absorption_contact'].value, front)}".strip()


def _chosen_origin(chosen: Filters) -> str:
    """What a filter on origins names, in a sentence."""
    if chosen.issue:
        return "the issues chosen" if len(chosen.issue) > 1 else f"the issue {chosen.issue[0]}"
    return "the departments chosen" if len(chosen.department) > 1 else chosen.department[0]


def _few_known(measured: dict[str, Measured], front: str) -> str:
    """Where most origins are unknown, that is the finding, and the part that is known comes after it."""
    share = measured["share_elsewhere"]
    of = f"Of {count(measured['complaints'].value)} complaints only {count(share.denominator)} could be laid to a "
    return f"{of}department; {count(share.numerator)} of these start outside {front}."


def _met(met: float | None, front: str) -> str:
    if met is None:
        return ""
    name = front[0].upper() + front[1:]
    if met == 1:
        return f"{name} met all of them."
    return f"{name} met none of them first." if met == 0 else f"{name} met {percent(met)} of them first."


def department_finding(department: str, issues: pd.DataFrame, months: pd.DataFrame) -> str:
    """What stands out in a department: an issue that makes half of it, or a signal in the last whole month.

    Parameters
    ----------
    issues, months
        Frames of `by_issue` and `by_month` for the department.
    """
    if issues.empty:
        return f"Nothing within these filters started in {department}."
    named = issues[issues["issue"].notna()]
    if named.empty:
        return f"What starts in {department} has no issue named yet."
    first = named.iloc[0]
    if len(issues) == 1:
        sentence = f"What starts in {department} is {first['issue']}."
    elif first["share"] >= HALF:
        sentence = f"{percent(first['share'])} of what starts in {department} is {first['issue']}."
    else:
        sentence = f"What starts in {department} is spread over {len(named)} issues; the largest is {first['issue']}."
    signal = last_signal(months)
    return f"{sentence} {signal}" if signal else sentence


def trend_finding(months: pd.DataFrame) -> str:
    """Whether the last whole period is out of the ordinary.

    Parameters
    ----------
    months
        Frame of `by_month`, `by_week` or `measure_over_time`.
    """
    if months["mean"].isna().all():
        return "There are too few whole periods to tell what is ordinary variation."
    return last_signal(months) or "The last whole period lies within ordinary variation."


def last_signal(months: pd.DataFrame) -> str:
    """Sentence on the last whole period when it is a signal; empty when it isn't."""
    whole = months[~months["is_partial"]]
    if whole.empty or not whole["is_signal"].iloc[-1]:
        return ""
    return f"{whole['label'].iloc[-1]}: {whole['signal'].iloc[-1]}."


def list_finding(tickets: int, words: list[str]) -> str:
    """What the list of tickets holds."""
    if tickets == 0:
        return "No ticket matches these filters."
    found = "One ticket matches" if tickets == 1 else f"{count(tickets)} tickets match"
    return (
        f"{found} these filters."
        if words
        else f"{'One ticket is' if tickets == 1 else f'{count(tickets)} tickets are'} in the store."
    )


def load_finding(load: pd.Series | None) -> str:
    """What the last load brought.

    Parameters
    ----------
    load
        A row of the table loads; None where there was none.
    """
    if load is None:
        return "Nothing has been loaded yet."
    if load.get("kind") == "trace":
        return f"All tickets were traced again under the taxonomy {load['taxonomy_name']}."
    read, refused = int(load["count_read"]), int(load["count_rejected"])
    if refused == 0:
        return f"All {count(read)} rows of {load['file_name']} were accepted."
    return f"{count(refused)} of {count(read)} rows of {load['file_name']} were refused, each with its reason."


def method_finding(measured: dict[str, Measured]) -> str:
    """How much of the complaints an origin is laid to.

    Parameters
    ----------
    measured
        Has complaints and share_unattributed.
    """
    unknown = measured["share_unattributed"].value
    if unknown is None:
        return NO_COMPLAINTS
    if unknown == 0:
        return "Every complaint is laid to a department."
    if unknown == 1:
        return "No complaint could be laid to a department with the asked precision."
    return f"{percent(1 - unknown)} of complaints are laid to a department; the rest is shown as unattributed."


def review_finding(agreement: Measured, waiting: int) -> str:
    """What waits for people: disputes first, then the random sample that agreement is measured on.

    Parameters
    ----------
    agreement
        The measure of that name.
    waiting
        Disputes without an answer.
    """
    if waiting:
        return f"{'One dispute waits' if waiting == 1 else f'{count(waiting)} disputes wait'} for an answer."
    judged = count(agreement.denominator or 0)
    if agreement.value is None:
        were = "complaint drawn at random has" if judged == "1" else "complaints drawn at random have"
        return f"No dispute waits; {judged} {were} been judged beside the engine's answer so far."
    return f"No dispute waits; people and the engine agree on {count(agreement.numerator)} of {judged} complaints."


def frontline_name(taxonomy: Taxonomy) -> str:
    """Name of the frontline in a sentence: its department's, or "the frontline" where there are several."""
    return taxonomy.frontline[0] if len(taxonomy.frontline) == 1 else "the frontline"
