"""Measures of where complaints start."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from etl.estimates import Estimate
from etl.marts.core.measured import Measured, share
from etl.marts.core.notes import Notes, reason, remark
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.estimates.headline import Headline
from etl.marts.estimates.reviewer_agreement import Kappa
from etl.marts.measures.common_notes import NO_COMPLAINTS, NOBODY_TELLS
from etl.marts.measures.registry import MOVED_BY_RULINGS, measure
from etl.marts.measures.totals import Totals

_NONE_TOLD = remark("{why:notes}")
"""Note on a 0 that nobody can vouch for: no complaint is known, and why there could be none."""
_ATTRIBUTED = remark("{known:count} of {complaints:count} {complaints:count/complaint|complaints} could be attributed.")
_ALL_UNATTRIBUTED = reason("Every complaint within the filters is unattributed.")
_NONE_ATTRIBUTED = reason("Nothing within the filters is attributed.")
_DIRECT = remark("The {rulings:count} random rulings on complaints here alone say {share:percent} ({limits:interval}).")
_CHOSEN_BY_ORIGIN = reason("The filter chooses where complaints start, so this share would say nothing.")
_NOTHING_CHOSEN = reason("No department or issue is chosen.")
_BY_CHANCE = remark("Chance alone would agree on {expected:percent}.")
_UNSEEN = remark(
    "{unseen:count} came without the engine's answer; it was found without "
    "{unseen:count/the ruling on it|the rulings on them}."
)
_ALL_UNSEEN = remark("All {unseen:count} came without the engine's answer; it was found without the rulings on them.")


@measure(
    name="complaints",
    label="Complaints",
    unit="complaints",
    grain="complaint (shared ones in parts)",
    denominator="none",
    sentence="Estimated number of tickets that complain and that no rule excludes; under a filter on departments or "
    "issues, of those that started there. A load's own report counts the tickets that were judged to be complaints.",
)
def _complaints(totals: Totals) -> Measured:
    is_untold = totals["complaints"] <= TOLERANCE and totals["kind_unknown"] > TOLERANCE
    found = Measured(
        totals["complaints"], "complaints", notes=(_NONE_TOLD(why=(NOBODY_TELLS(),)),) if is_untold else ()
    )
    made = totals.headline
    if made is None:
        return found
    return _estimate(totals, found, made.complaints if made.chosen is None else made.chosen["complaints"])


@measure(
    name="kind_unknown",
    label="Tickets of unknown kind",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets of exports in which no ticket has a text, and of which nothing declared tells the kind. "
    "Hand-offs, lenses and load count them beside the complaints.",
)
def _kind_unknown(totals: Totals) -> Measured:
    return Measured(totals["kind_unknown"], "tickets")


@measure(
    name="tickets",
    label="Tickets",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets of every kind that no rule excludes.",
)
def _tickets(totals: Totals) -> Measured:
    return Measured(totals["tickets"], "tickets")


@measure(
    name="unattributed",
    label="Unattributed",
    unit="complaints",
    grain="complaint (shared ones in parts)",
    denominator="none",
    sentence="Tickets judged to be complaints whose originating department isn't known with the required precision. "
    "They count in every estimate all the same.",
    is_grouped=False,
)
def _unattributed(totals: Totals) -> Measured:
    return Measured(totals.judged["unattributed"], "complaints")


@measure(
    name="share_unattributed",
    label="Share unattributed",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="tickets judged to be complaints",
    sentence="Unattributed ÷ tickets judged to be complaints.",
    is_grouped=False,
)
def _share_unattributed(totals: Totals) -> Measured:
    return share(totals.judged["unattributed"], totals.judged["complaints"], NO_COMPLAINTS())


def _caused(origin: str, totals: Totals) -> Measured:
    """Complaints of an origin; where no run kept probabilities, all the unattributed may be among them too."""
    made, number = totals.headline, totals[origin] - (totals["outside"] if origin == "elsewhere" else 0.0)
    if made is None or totals.is_by_origin:
        high = number + (0.0 if origin in ("none", "outside") else totals["unattributed"])
        return Measured(number, "complaints", low=number, high=high)
    return _estimate(totals, Measured(number, "complaints"), made.parts[origin]["complaints"])


_CAUSED = (
    ("caused_elsewhere", "Caused elsewhere", "elsewhere",
     "Estimated complaints that started in the company's departments off the frontline."),
    ("caused_outside", "Caused outside the company", "outside",
     "Estimated complaints that started in departments that aren't part of the company, such as a carrier."),
    ("caused_by_frontline", "Caused by the frontline", "frontline",
     "Estimated complaints that started in the frontline itself."),
    ("none_of_these", "None of these departments", "none",
     "Estimated complaints that started in no department, such as with the customer. With those caused elsewhere, "
     "outside the company and by the frontline they sum to the complaints."),
)  # fmt: skip
"""Name, label, origin and definition of the measure of each origin's complaints."""

for _name, _label, _part, _sentence in _CAUSED:
    measure(
        name=_name, label=_label, unit="complaints", grain="complaint (shared ones in parts)", denominator="none",
        sentence=_sentence,
    )(partial(_caused, _part))  # fmt: skip


@measure(
    name="share_elsewhere",
    label="Share caused elsewhere",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints",
    sentence="Complaints that started off the frontline, in the company's other departments or outside the company ÷ "
    "complaints: the sum of the shares of all departments but the frontline. Not given under a filter on departments "
    "or issues: it chooses the origin.",
)
def _share_elsewhere(totals: Totals) -> Measured:
    if totals.is_by_origin and not totals.is_group:
        return _not_by_origin()
    part, whole, unknown = totals["elsewhere"], totals["complaints"], totals["unattributed"]
    known = whole - unknown
    value = ratio(part, known)
    if unknown <= TOLERANCE:
        made, found = totals.headline, _exactly(part, known)
        if made is None or value is None:
            return found
        return _estimate(totals, replace(found, notes=_direct_notes(made)), made.away["share"])
    note = _ATTRIBUTED(complaints=whole, known=known) if value is not None else _ALL_UNATTRIBUTED()
    high = ratio(part + unknown, whole)
    return Measured(value, "share", part, known, ratio(part, whole), high, (note,), "attributed")


def _share_of(origin: str, totals: Totals) -> Measured:
    if totals.is_by_origin and not totals.is_group:
        return _not_by_origin()
    made, found = totals.headline, _exactly(totals[origin], totals["complaints"])
    return found if made is None or found.value is None else _estimate(totals, found, made.parts[origin]["share"])


_SHARES = (
    ("share_outside", "Share caused outside the company", "outside",
     "Caused outside the company ÷ complaints. It is a part of the share caused elsewhere."),
    ("share_frontline", "Share caused by the frontline", "frontline", "Caused by the frontline ÷ complaints."),
    ("share_none", "Share of none of these departments", "none", "None of these departments ÷ complaints."),
)  # fmt: skip
"""The same for their shares, beside that of all off the frontline."""

for _name, _label, _part, _sentence in _SHARES:
    measure(
        name=_name, label=_label, unit="share", grain="complaint (shared ones in parts)", denominator="complaints",
        sentence=f"{_sentence} Not given under a filter on departments or issues.",
    )(partial(_share_of, _part))  # fmt: skip


def _direct_notes(made: Headline) -> Notes:
    """Direct estimate from the rulings within a filter, as a check on the estimate that borrows from all rulings."""
    if made.direct is None:
        return ()
    found, rulings = made.direct
    return (_DIRECT(rulings=rulings, share=found.value, limits=(found.low, found.high)),)


def _exactly(part: float, whole: float) -> Measured:
    """A share of complaints with nothing unattributed among them: its bounds are its value."""
    value = ratio(part, whole)
    return Measured(value, "share", part, whole, value, value, () if value is not None else (NO_COMPLAINTS(),))


def _not_by_origin() -> Measured:
    return Measured(None, "share", notes=(_CHOSEN_BY_ORIGIN(),))


def _estimate(totals: Totals, found: Measured, bounds: Estimate) -> Measured:
    """Add an estimate's bounds, and what they rest on; the value stays that of the sums, which the bounds include."""
    made, value, frontline = totals.headline, found.value or 0.0, totals.taxonomy.frontline
    assert made is not None
    return replace(
        found, low=min(bounds.low, value), high=max(bounds.high, value), method=made.method,
        correction=made.correction, checked_on=made.checked_on, checked_by=len(made.people),
        checked_outside=sum(where not in ("?", *frontline) for where in made.people.values()),
        checked_untold=sum(where == "?" for where in made.people.values()),
    )  # fmt: skip


@measure(
    name="share_of_all",
    label="Part of all complaints",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints whatever departments and issues are chosen",
    sentence="Complaints that started in the departments and issues chosen ÷ complaints under the other filters. Not "
    "given where neither is chosen.",
    is_grouped=False,
)
def _share_of_all(totals: Totals) -> Measured:
    if not totals.is_by_origin:
        return Measured(None, "share", notes=(_NOTHING_CHOSEN(),))
    part, (whole, unknown) = totals["complaints"], totals.whichever_origin
    value = ratio(part, whole)
    known = part - totals["unattributed"]
    high = ratio(min(known + unknown, whole), whole)
    notes = () if value is not None else (NO_COMPLAINTS(),)
    found = Measured(value, "share", part, whole, ratio(known, whole), high, notes)
    made = totals.headline
    if made is None or made.chosen is None or value is None or unknown > TOLERANCE:
        return found
    return _estimate(totals, found, made.chosen["share"])


@measure(
    name="disputed",
    label="Disputed",
    unit="complaints",
    grain="complaint (shared ones in parts)",
    denominator="none",
    sentence="Shares of complaints that a department disputes and nobody has answered yet: what is expected of each "
    "ticket to start there.",
    not_compared=MOVED_BY_RULINGS,
)
def _disputed(totals: Totals) -> Measured:
    return Measured(totals["disputed"], "complaints")


@measure(
    name="mean_confidence",
    label="Mean confidence",
    unit="share",
    grain="attributed complaint (shared ones in parts)",
    denominator="complaints that are attributed",
    sentence="Mean probability that the department is right, over what is attributed; a ruling counts 1.",
    is_grouped=False,
)
def _mean_confidence(totals: Totals) -> Measured:
    judged = totals.judged
    value = ratio(judged["confidence"], judged["complaints"] - judged["unattributed"])
    return Measured(value, "share", notes=(_NONE_ATTRIBUTED(),) if value is None else ())


@measure(
    name="agreement",
    label="Agreement with people",
    unit="kappa",
    grain="complaint ruled in a random sample",
    denominator="none",
    sentence="Cohen's κ, (observed − expected agreement) ÷ (1 − expected), between the engine's answer when it was "
    "ruled and people's rulings, on complaints drawn at random and judged without seeing that answer; where a ruling "
    "came without it, the answer of models that were not taught that ruling. Unattributed is one of the answers. "
    "Its interval: 95 % (Fleiss, Cohen and Everitt 1969). Filters on departments and issues don't apply.",
    is_grouped=False,
    is_sum=False,
    not_compared=MOVED_BY_RULINGS,
)
def _agreement(totals: Totals) -> Measured:
    return as_measured(totals.agreement)


def as_measured(kappa: Kappa) -> Measured:
    """κ as a measure: numerator and denominator are the tickets agreed on and all judged."""
    if kappa.value is None:
        return Measured(None, "kappa", kappa.agreed, kappa.tickets, notes=kappa.notes)
    notes = [_BY_CHANCE(expected=kappa.expected)]
    if kappa.unseen:
        notes.append((_ALL_UNSEEN if kappa.unseen == kappa.tickets else _UNSEEN)(unseen=kappa.unseen))
    return Measured(kappa.value, "kappa", kappa.agreed, kappa.tickets, kappa.low, kappa.high, tuple(notes))
