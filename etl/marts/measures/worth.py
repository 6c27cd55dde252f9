"""Measures of the frontline's worth: support that it gets, what it solves, its ratings, and effects of goodwill."""

from __future__ import annotations

from etl.marts.core.measured import Measured, share
from etl.marts.core.notes import reason, remark
from etl.marts.core.ratios import ratio
from etl.marts.measures.goodwill import LEAST as LEAST_GESTURES
from etl.marts.measures.goodwill import Compared, gestures
from etl.marts.measures.registry import KINDS_TOO, RIPENS, measure
from etl.marts.measures.reorders import FOLLOW_DAYS, kept
from etl.marts.measures.response_times import LEAST as LEAST_ANSWERS
from etl.marts.measures.response_times import asked
from etl.marts.measures.totals import Totals
from etl.marts.shares.scope import Scope

_FEW_ANSWERS = reason("Fewer than {least} answers to the frontline's questions are known.")
_ANSWERED = remark(
    "{answered:count} answers; {waiting:count} {waiting:count/hand-off still waits|hand-offs still wait}."
)
_NONE_RATED_AGAIN = reason(
    "No complaint within the filters was opened again and then rated; earlier ratings aren't in the export."
)
_NO_CUSTOMERS = reason("No complaint within the filters names its customer and its order and is over {days} days old.")
_AT_LEAST = remark("At least: customers who order again without writing aren't seen.")
_NO_GOODWILL = reason("No export within the filters says what was given away.")
_EACH_GESTURE = remark("{currency} {amount:,.2f} a gesture.")
_FEW_COMPARABLE = reason("Fewer than {least} complaints with a gesture have comparable ones without.")
_COMPARED = remark("{gestured:count} with a gesture, {others:count} comparable without.")
_NOT_AN_EXPERIMENT = remark("Not an experiment: gestures aren't given at random.")

_POINTS = "percentage points"


@measure(
    name="answer_hours",
    label="Answer time of departments asked",
    unit="hours",
    grain="hand-off from the frontline to another department",
    denominator="none",
    sentence="Median opening hours of the department asked, from the frontline's hand-off until another department has "
    "the complaint again or it is solved." + KINDS_TOO,
    is_grouped=False,
    is_sum=False,
)
def _answer_hours(totals: Totals) -> Measured:
    median, answered, waiting = totals.once(_answers)
    if median is None:
        return Measured(None, "hours", notes=(_FEW_ANSWERS(least=LEAST_ANSWERS),))
    return Measured(median, "hours", notes=(_ANSWERED(answered=answered, waiting=waiting),))


@measure(
    name="rescued",
    label="Rescued",
    unit="share",
    grain="reopened and rated complaint (shared ones in parts)",
    denominator="complaints opened again and rated good or bad",
    sentence="Dissatisfied at first and satisfied in the end: of the complaints that were opened again and then rated, "
    "the part rated good." + KINDS_TOO,
)
def _rescued(totals: Totals) -> Measured:
    return share(totals["rescued"], totals["rescued_known"], _NONE_RATED_AGAIN())


@measure(
    name="customers_back",
    label="Customers who ordered again",
    unit="share",
    grain="customer with a complaint",
    denominator="customers whose complaint names an order and is old enough",
    sentence=f"Of the customers who complained, those seen within {FOLLOW_DAYS} days in a ticket about another order; "
    f"complaints of the last {FOLLOW_DAYS} days are left out." + KINDS_TOO,
    is_grouped=False,
    not_compared=RIPENS,
)
def _customers_back(totals: Totals) -> Measured:
    found = totals.once(kept)
    value = ratio(found.seen_again, found.customers)
    if value is None:
        return Measured(None, "share", notes=(_NO_CUSTOMERS(days=FOLLOW_DAYS),))
    return Measured(value, "share", found.seen_again, found.customers, notes=(_AT_LEAST(),))


@measure(
    name="gestures",
    label="Gestures of goodwill",
    unit="complaints",
    grain="complaint, counted once",
    denominator="none",
    sentence="Complaints in which something was given away." + KINDS_TOO,
    is_grouped=False,
)
def _gestures(totals: Totals) -> Measured:
    found = totals.once(gestures)
    if not found.is_known:
        return Measured(None, "complaints", notes=(_NO_GOODWILL(),))
    return Measured(found.count_gestures, "complaints")


@measure(
    name="goodwill_given",
    label="Given away",
    unit="currency",
    grain="complaint, counted once",
    denominator="none",
    sentence="Amounts of goodwill given in complaints." + KINDS_TOO,
    is_grouped=False,
)
def _goodwill_given(totals: Totals) -> Measured:
    currency = totals.taxonomy.currency
    found = totals.once(gestures)
    if not found.is_known:
        return Measured(None, currency, notes=(_NO_GOODWILL(),))
    if not found.count_gestures:
        return Measured(found.amount, currency)
    each = _EACH_GESTURE(currency=currency, amount=found.amount / found.count_gestures)
    return Measured(found.amount, currency, notes=(each,), rests_on=found.count_gestures)


@measure(
    name="goodwill_content",
    label="Satisfied after a gesture, compared to without",
    unit=_POINTS,
    grain="rated complaint, counted once",
    denominator="rated complaints with and without a gesture, of one issue, channel and month",
    sentence="Percentage points by which complaints with a gesture are rated good more often than complaints of the "
    "same issue, channel and month without one, with a 95 % interval." + KINDS_TOO,
    is_grouped=False,
)
def _goodwill_content(totals: Totals) -> Measured:
    return _compared(totals, "content")


@measure(
    name="goodwill_back",
    label="Ordered again after a gesture, compared to without",
    unit=_POINTS,
    grain="complaint, counted once",
    denominator="complaints with and without a gesture, of one issue, channel and month, whose customer could be seen",
    sentence=f"Percentage points by which customers with a gesture are seen with another order within {FOLLOW_DAYS} "
    "days more often than those of the same issue, channel and month without one, with a 95 % interval." + KINDS_TOO,
    is_grouped=False,
    not_compared=RIPENS,
)
def _goodwill_back(totals: Totals) -> Measured:
    return _compared(totals, "back")


def _answers(scope: Scope) -> tuple[float | None, int, int]:
    """Median business hours, answered and waiting hand-offs."""
    hours = asked(scope)["business_hours"]
    answered = int(hours.notna().sum())
    return float(hours.median()) if answered >= LEAST_ANSWERS else None, answered, len(hours) - answered


def _compared(totals: Totals, outcome: str) -> Measured:
    found = totals.once(gestures)
    if not found.is_known:
        return Measured(None, _POINTS, notes=(_NO_GOODWILL(),))
    compared: Compared = getattr(found, outcome)
    if compared.difference is None or compared.low is None or compared.high is None:
        return Measured(None, _POINTS, notes=(_FEW_COMPARABLE(least=LEAST_GESTURES),))
    on = _COMPARED(gestured=compared.count_with, others=compared.count_without)
    points = [100 * value for value in (compared.difference, compared.low, compared.high)]
    return Measured(points[0], _POINTS, low=points[1], high=points[2], notes=(on, _NOT_AN_EXPERIMENT()))
