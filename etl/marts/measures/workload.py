"""Measures of the load: hours, money, and what arrives outside the causing department's hours."""

from __future__ import annotations

from dataclasses import replace

from etl.marts.core.measured import ASSUMED, Measured
from etl.marts.core.notes import Note, reason, remark
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.cube.denominators import LEAST_DAYS, months_covered
from etl.marts.cube.opening_hours import NO_TIMES, gives_no_times
from etl.marts.measures.common_notes import NO_MINUTES, NO_SOLUTION_TIME
from etl.marts.measures.registry import RIPENS, measure
from etl.marts.measures.totals import Totals

_NO_TEAMS = reason("No export within the filters says which known team handled what was caused elsewhere.")
_ESTIMATED = remark("{hours:count} h of them {hours:count/is|are} estimated.")
_ASSUMED_WHO = remark("Who spent {hours:count} h on what was caused elsewhere is assumed: {what:notes}.")
_PRICED = remark("At {currency} {rate:g} an hour; goodwill {currency} {goodwill:,.0f}.")
_GOODWILL_ALONE = remark("Goodwill alone. {why:notes}")
_A_MONTH = remark("{currency} {amount:,.0f} a month in {months:count} {months:count/month|months}.")
_MONEY_IN_MONTHS = remark("{currency} {amount:,.0f} in {months:count} {months:count/month|months}.")
_HOURS_IN_MONTHS = remark("{hours:count} h in {months:count} {months:count/month|months}.")
OF_MONTHS = (_HOURS_IN_MONTHS, _MONEY_IN_MONTHS)
"""Notes that say what a number per month is computed from."""
_TOO_SHORT = reason("The data within the filters covers less than {days} days.")
_NO_DEPARTMENT_CAUSED = reason("Nothing within the filters was caused elsewhere by a department of the taxonomy.")
_FROM_TEAMS = remark(
    "{touches:whole} of them {touches:whole/is|are} estimated from teams: the export counts no replies there."
)
_NO_REOPENINGS = reason("No export within the filters counts reopenings or tells changes of state.")
_DAYS_EACH = remark("{solved:count} solved, {days:,.1f} days each.")
_STILL_OPEN = remark("{open:count} still open {open:count/has|have} waited {days:count} {days:count/day|days} so far.")
_NO_STATE = reason("No export within the filters says which complaints are solved.")
_OPEN_EACH = remark("{open:count} open, {days:,.1f} days each until the data ends.")
_NONE_OPEN = remark("None is open.")


@measure(
    name="handle_hours",
    label="Hours of handling",
    unit="hours",
    grain="hour of handling",
    denominator="none",
    sentence="Minutes of handling ÷ 60 on complaints: logged where the export has them, else estimated from the "
    "replies by the taxonomy's minutes per touch.",
)
def _handle_hours(totals: Totals) -> Measured:
    return _hours(totals, totals["minutes"])


@measure(
    name="frontline_hours_elsewhere",
    label="Frontline hours on errors caused elsewhere",
    unit="hours",
    grain="hour of handling",
    denominator="none",
    sentence="Hours of frontline teams on complaints caused in other departments; the interval reaches to "
    "the hours whose team or cause is unknown.",
)
def _frontline_hours_elsewhere(totals: Totals) -> Measured:
    low, unknown = totals["effort_yes_elsewhere"], totals["effort_unknown_elsewhere"]
    if unknown > TOLERANCE and low + totals["effort_no_elsewhere"] <= TOLERANCE:
        return Measured(None, "hours", notes=(_NO_TEAMS(),))
    may_be = (
        totals["effort_unknown_elsewhere"] + totals["effort_yes_unattributed"] + totals["effort_unknown_unattributed"]
    )
    found = _hours(totals, low, may_be)
    assumed = [(totals[f"effort_{name}"] / 60, what) for name, what in ASSUMED.items()]
    notes = (_ASSUMED_WHO(hours=hours, what=(what(),)) for hours, what in assumed if hours > TOLERANCE)
    if found.value is None:
        return found
    return replace(found, notes=(*found.notes, *notes), assumed=sum(hours for hours, _ in assumed))


@measure(
    name="external_failure_cost",
    label="Cost of complaints",
    unit="currency",
    grain="complaint (shared ones in parts)",
    denominator="none",
    sentence="External failure cost: minutes of handling ÷ 60 × the taxonomy's hourly cost, and goodwill given.",
)
def _external_failure_cost(totals: Totals) -> Measured:
    currency, rate = totals.taxonomy.currency, totals.taxonomy.hourly_cost
    if totals["load"] > 0 and totals["timed"] == 0 and totals["goodwill"] == 0:
        return Measured(None, currency, notes=(NO_MINUTES(),))
    value = totals["minutes"] / 60 * rate + totals["goodwill"]
    priced = _PRICED(currency=currency, rate=rate, goodwill=totals["goodwill"])
    return Measured(value, currency, notes=(priced,), is_estimated=totals["minutes_estimated"] > 0)


@measure(
    name="off_hours",
    label="Arrived outside the department's hours",
    unit="share",
    grain="complaint caused elsewhere (shared ones in parts)",
    denominator="caused elsewhere, by departments of the taxonomy",
    sentence="Of what a department caused, the part that arrived while it was closed and the frontline open, by the "
    "taxonomy's hours and holidays.",
)
def _off_hours(totals: Totals) -> Measured:
    part, whole = totals["off_hours"], totals["off_hours_known"]
    value = ratio(part, whole)
    if value is not None:
        return Measured(value, "share", part, whole)
    if totals["load_elsewhere"] > TOLERANCE and totals.once(gives_no_times):
        return Measured(None, "share", part, whole, notes=(NO_TIMES(),))
    return Measured(None, "share", part, whole, notes=(_NO_DEPARTMENT_CAUSED(),))


@measure(
    name="hours_given_back",
    label="Hours a month on others' errors",
    unit="hours a month",
    grain="hour of handling",
    denominator="months within the filters",
    sentence="Frontline hours on complaints caused in other departments ÷ months that the data within the filters "
    "covers; the interval also covers hours whose team or cause is unknown.",
    is_grouped=False,
    is_summed=True,
)
def _hours_given_back(totals: Totals) -> Measured:
    hours, months = _frontline_hours_elsewhere(totals), totals.once(months_covered)
    if hours.value is None:
        return Measured(None, "hours a month", notes=hours.notes)
    if months is None:
        return Measured(None, "hours a month", notes=(_TOO_SHORT(days=LEAST_DAYS),))
    low, high = ((bound or 0.0) / months for bound in (hours.low, hours.high))
    notes = (_HOURS_IN_MONTHS(hours=hours.value, months=months), *hours.notes)
    value, assumed = hours.value / months, hours.assumed / months
    return Measured(
        value, "hours a month", low=low, high=high, notes=notes, is_estimated=hours.is_estimated, assumed=assumed
    )


@measure(
    name="frontline_cost_elsewhere",
    label="Money absorbed for others",
    unit="currency",
    grain="complaint caused elsewhere (shared ones in parts)",
    denominator="none",
    sentence="Frontline hours on complaints caused in other departments × the taxonomy's hourly cost, and the goodwill "
    "given on them, in all; its note gives the amount a month.",
)
def _frontline_cost_elsewhere(totals: Totals) -> Measured:
    found = _cost_elsewhere(totals)
    if found.value is None or totals.is_group or not (months := totals.once(months_covered)):
        return found
    monthly = _A_MONTH(currency=found.unit, amount=found.value / months, months=months)
    return replace(found, notes=(monthly, *found.notes))


@measure(
    name="cost_given_back",
    label="Money a month on others' errors",
    unit="currency",
    grain="complaint caused elsewhere (shared ones in parts)",
    denominator="months within the filters",
    sentence="Frontline hours on complaints caused in other departments × the taxonomy's hourly cost, and the goodwill "
    "given on them ÷ months that the data within the filters covers.",
    is_grouped=False,
    is_summed=True,
)
def _cost_given_back(totals: Totals) -> Measured:
    found, months = _cost_elsewhere(totals), totals.once(months_covered)
    if found.value is None:
        return found
    if months is None:
        return Measured(None, found.unit, notes=(_TOO_SHORT(days=LEAST_DAYS),))
    notes = (_MONEY_IN_MONTHS(currency=found.unit, amount=found.value, months=months), *found.notes)
    return replace(found, value=found.value / months, notes=notes, assumed=found.assumed / months)


def _cost_elsewhere(totals: Totals) -> Measured:
    currency, rate, goodwill = totals.taxonomy.currency, totals.taxonomy.hourly_cost, totals["goodwill_elsewhere"]
    hours = _frontline_hours_elsewhere(totals)
    if hours.value is None and goodwill == 0:
        return Measured(None, currency, notes=hours.notes)
    value = (hours.value or 0.0) * rate + goodwill
    how: Note = _PRICED(currency=currency, rate=rate, goodwill=goodwill)
    if hours.value is None:
        how = _GOODWILL_ALONE(why=hours.notes)
    return Measured(value, currency, notes=(how,), is_estimated=hours.is_estimated, assumed=hours.assumed * rate)


@measure(
    name="touches",
    label="Touches",
    unit="touches",
    grain="public reply, or team that held the complaint",
    denominator="none",
    sentence="Public replies on complaints, at least one each, and at least one by each team that held it; where "
    "replies aren't counted the teams are.",
)
def _touches(totals: Totals) -> Measured:
    rest = totals["touches"] - totals["touches_counted"]
    notes = (_FROM_TEAMS(touches=rest),) if rest > 0.5 else ()
    return Measured(totals["touches"], "touches", notes=notes, is_estimated=rest > 0.5)


@measure(
    name="reopens",
    label="Reopens",
    unit="reopens",
    grain="time that a complaint was opened again",
    denominator="none",
    sentence="Times that complaints were opened again after a solution, as the export counts them or its changes of "
    "state show.",
)
def _reopens(totals: Totals) -> Measured:
    if totals["load"] > TOLERANCE and totals["reopened_known"] <= TOLERANCE:
        return Measured(None, "reopens", notes=(_NO_REOPENINGS(),))
    return Measured(totals["reopens"], "reopens")


@measure(
    name="waiting_days",
    label="Days waited by customers",
    unit="days",
    grain="solved complaint (shared ones in parts)",
    denominator="none",
    sentence="Calendar days from arrival to the last solution, summed over the complaints that have both times; those "
    "that are still open are counted apart.",
    not_compared=RIPENS,
)
def _waiting_days(totals: Totals) -> Measured:
    solved, days, waiting = totals["waited_known"], totals["waited"] / 24, totals["waiting"]
    still = (_STILL_OPEN(open=waiting, days=totals["waited_open"] / 24),) if waiting > TOLERANCE else ()
    if solved <= TOLERANCE:
        return Measured(None, "days", notes=(NO_SOLUTION_TIME(), *still))
    return Measured(days, "days", notes=(_DAYS_EACH(solved=solved, days=days / solved), *still))


@measure(
    name="open_waiting_days",
    label="Days waited by those still open",
    unit="days",
    grain="open complaint (shared ones in parts)",
    denominator="none",
    sentence="Calendar days from arrival to the last moment in the data, summed over the complaints that aren't "
    "solved by then.",
    not_compared=RIPENS,
)
def _open_waiting_days(totals: Totals) -> Measured:
    waiting, days = totals["waiting"], totals["waited_open"] / 24
    if waiting <= TOLERANCE and totals["waited_known"] <= TOLERANCE:
        return Measured(None, "days", notes=(_NO_STATE(),))
    note = _OPEN_EACH(open=waiting, days=days / waiting) if waiting > TOLERANCE else _NONE_OPEN()
    return Measured(days, "days", notes=(note,))


def _hours(totals: Totals, minutes: float, may_be: float | None = None) -> Measured:
    if totals["load"] > 0 and totals["timed"] == 0:
        return Measured(None, "hours", notes=(NO_MINUTES(),))
    estimated = ratio(totals["minutes_estimated"], totals["minutes"])
    is_mixed = may_be is None and estimated not in (None, 0, 1)
    notes = (_ESTIMATED(hours=totals["minutes_estimated"] / 60),) if is_mixed else ()
    low, high = (None, None) if may_be is None else (minutes / 60, (minutes + may_be) / 60)
    return Measured(
        minutes / 60, "hours", low=low, high=high, notes=notes, is_estimated=bool(estimated),
        is_partly_estimated=is_mixed,
    )  # fmt: skip
