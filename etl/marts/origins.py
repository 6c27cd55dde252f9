"""Measures of where complaints start."""

from __future__ import annotations

from etl.marts.agreement import as_measured
from etl.marts.ratios import ratio
from etl.marts.registry import Measured, measure
from etl.marts.totals import Totals

_NONE = "There are no complaints within the filters."


@measure(
    name="complaints",
    label="Complaints",
    unit="complaints",
    grain="complaint, in shares",
    denominator="none",
    sentence="Tickets of kind complaint that no rule excludes; under a filter on departments or issues, the shares of "
    "them that are laid to those.",
)
def _complaints(totals: Totals) -> Measured:
    return Measured(totals["complaints"], "complaints")


@measure(
    name="tickets",
    label="Tickets",
    unit="tickets",
    grain="ticket, in shares",
    denominator="none",
    sentence="Tickets of every kind that no rule excludes.",
)
def _tickets(totals: Totals) -> Measured:
    return Measured(totals["tickets"], "tickets")


@measure(
    name="unattributed",
    label="Unattributed",
    unit="complaints",
    grain="complaint, in shares",
    denominator="none",
    sentence="Complaints whose originating department can't be told with the asked precision.",
)
def _unattributed(totals: Totals) -> Measured:
    return Measured(totals["unattributed"], "complaints")


@measure(
    name="share_unattributed",
    label="Share unattributed",
    unit="share",
    grain="complaint, in shares",
    denominator="complaints",
    sentence="Unattributed ÷ complaints.",
)
def _share_unattributed(totals: Totals) -> Measured:
    return _of_complaints(totals, "unattributed")


@measure(
    name="caused_elsewhere",
    label="Caused elsewhere",
    unit="complaints",
    grain="complaint, in shares",
    denominator="none",
    sentence="Shares of complaints laid to departments that aren't the frontline.",
)
def _caused_elsewhere(totals: Totals) -> Measured:
    low = totals["elsewhere"]
    return Measured(low, "complaints", low=low, high=low + totals["unattributed"])


@measure(
    name="caused_by_frontline",
    label="Caused by the frontline",
    unit="complaints",
    grain="complaint, in shares",
    denominator="none",
    sentence="Shares of complaints laid to the frontline itself.",
)
def _caused_by_frontline(totals: Totals) -> Measured:
    low = totals["frontline"]
    return Measured(low, "complaints", low=low, high=low + totals["unattributed"])


@measure(
    name="share_elsewhere",
    label="Share caused elsewhere",
    unit="share",
    grain="complaint, in shares",
    denominator="complaints that are attributed",
    sentence="Caused elsewhere ÷ (complaints − unattributed); bounds: caused elsewhere ÷ complaints, and (caused "
    "elsewhere + unattributed) ÷ complaints.",
)
def _share_elsewhere(totals: Totals) -> Measured:
    part, whole = totals["elsewhere"], totals["complaints"]
    known = part + totals["frontline"]
    value = ratio(part, known)
    note = ""
    if value is None:
        note = _NONE if ratio(0, whole) is None else "Every complaint within the filters is unattributed."
    high = ratio(part + totals["unattributed"], whole)
    return Measured(value, "share", part, known, ratio(part, whole), high, note)


def _of_complaints(totals: Totals, name: str) -> Measured:
    value = ratio(totals[name], totals["complaints"])
    return Measured(value, "share", totals[name], totals["complaints"], note=_NONE if value is None else "")


@measure(
    name="disputed",
    label="Disputed",
    unit="complaints",
    grain="complaint, in shares",
    denominator="none",
    sentence="Shares of complaints that a department disputes and nobody has answered yet.",
)
def _disputed(totals: Totals) -> Measured:
    return Measured(totals["disputed"], "complaints")


@measure(
    name="mean_confidence",
    label="Mean confidence",
    unit="share",
    grain="attributed complaint, in shares",
    denominator="complaints that are attributed",
    sentence="Mean probability that the laid department is right, over what is attributed; a ruling counts 1.",
)
def _mean_confidence(totals: Totals) -> Measured:
    known = totals["elsewhere"] + totals["frontline"]
    value = ratio(totals["confidence"], known)
    return Measured(value, "share", note="Nothing within the filters is attributed." if value is None else "")


@measure(
    name="agreement",
    label="Agreement with people",
    unit="kappa",
    grain="complaint ruled in a random sample",
    denominator="none",
    sentence="Cohen's κ, (observed − expected agreement) ÷ (1 − expected), between the engine's answer when it was "
    "ruled and people's rulings, on complaints drawn at random and judged without seeing that answer; where a ruling "
    "came without it, the answer of models that were not taught that ruling. Unattributed is one of the answers. "
    "Bounds: 95 % interval (Fleiss, Cohen and Everitt 1969). Filters on departments and issues don't apply.",
)
def _agreement(totals: Totals) -> Measured:
    if totals.is_group:
        return Measured(None, "kappa", note="Agreement is told over all departments together.")
    return as_measured(totals.agreement)
