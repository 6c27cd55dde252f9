"""Measures of service: solved, solved at first touch, reopened, speed, satisfaction, and tickets that don't count."""

from __future__ import annotations

from etl import model
from etl.marts.core.measured import Measured, share
from etl.marts.core.notes import reason
from etl.marts.measures.common_notes import NO_SOLUTION_TIME
from etl.marts.measures.registry import KINDS_TOO, RIPENS, measure
from etl.marts.measures.totals import Totals

_NO_STATE = reason("No export within the filters says which tickets are solved.")
_NO_REPLIES = reason("No export within the filters counts replies.")
_NO_REOPENINGS = reason("No export within the filters counts reopenings.")
_NONE_RATED = reason("No complaint within the filters was rated.")


@measure(
    name="solved",
    label="Solved",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints whose state is known",
    sentence="Share of complaints that are solved." + KINDS_TOO,
    not_compared=RIPENS,
)
def _solved(totals: Totals) -> Measured:
    return share(totals["solved"], totals["solved_known"], _NO_STATE())


@measure(
    name="one_touch",
    label="Solved at first touch",
    unit="share",
    grain="solved complaint (shared ones in parts)",
    denominator="solved complaints whose replies are counted",
    sentence="Share of solved complaints that took one public reply." + KINDS_TOO,
)
def _one_touch(totals: Totals) -> Measured:
    return share(totals["one_touch"], totals["one_touch_known"], _NO_REPLIES())


@measure(
    name="reopened",
    label="Reopened",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints whose reopenings are counted",
    sentence="Share of complaints that were opened again at least once." + KINDS_TOO,
)
def _reopened(totals: Totals) -> Measured:
    return share(totals["reopened"], totals["reopened_known"], _NO_REOPENINGS())


@measure(
    name="median_hours_to_solve",
    label="Median time to solve",
    unit="hours",
    grain="solved complaint ticket, each counted once",
    denominator="none",
    sentence="Median calendar hours from arrival to solution of the complaints that are solved and have both times."
    + KINDS_TOO,
    is_grouped=False,
    is_sum=False,
    not_compared=RIPENS,
)
def _median_hours_to_solve(totals: Totals) -> Measured:
    value, _ = totals.median_hours_to_solve
    return Measured(value, "hours", notes=(NO_SOLUTION_TIME(),) if value is None else ())


@measure(
    name="satisfied",
    label="Satisfied with the answer",
    unit="share",
    grain="rated complaint (shared ones in parts)",
    denominator="complaints rated good or bad",
    sentence="Of the complaints that customers rated, the share rated good." + KINDS_TOO,
)
def _satisfied(totals: Totals) -> Measured:
    return share(totals["content"], totals["rated"], _NONE_RATED())


@measure(
    name="requests",
    label="Requests",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets that ask for something and express no dissatisfaction.",
)
def _requests(totals: Totals) -> Measured:
    return Measured(totals["kind_request"], "tickets")


@measure(
    name="praise",
    label="Praise",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets that thank or praise.",
)
def _praise(totals: Totals) -> Measured:
    return Measured(totals["kind_praise"], "tickets")


@measure(
    name="other_kinds",
    label="Other",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets that are neither complaint, request nor praise.",
)
def _other_kinds(totals: Totals) -> Measured:
    return Measured(totals["kind_other"], "tickets")


@measure(
    name="excluded",
    label="Excluded",
    unit="tickets",
    grain="ticket (shared ones in parts)",
    denominator="none",
    sentence="Tickets that a stated rule keeps out of every other measure: " + ", ".join(model.EXCLUSIONS) + ".",
)
def _excluded(totals: Totals) -> Measured:
    return Measured(sum(totals[f"excluded_{why}"] for why in model.EXCLUSIONS), "tickets")


def _register_exclusion(why: str) -> None:
    words = why.replace("_", " ")

    @measure(
        name=f"excluded_{why}",
        label=f"Excluded as {words}",
        unit="tickets",
        grain="ticket (shared ones in parts)",
        denominator="none",
        sentence=f"Tickets kept out of every other measure as {words}.",
    )
    def _excluded_as(totals: Totals) -> Measured:
        return Measured(totals[f"excluded_{why}"], "tickets")


for _why in model.EXCLUSIONS:
    _register_exclusion(_why)
