"""Measures of hand-offs: how many, which came back, and whether the origin took part."""

from __future__ import annotations

from etl.marts.core.measured import Measured, share
from etl.marts.core.notes import reason, remark
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.cube.handoffs import bounces_by_start
from etl.marts.measures.common_notes import NOTHING_ELSEWHERE
from etl.marts.measures.registry import KINDS_TOO, measure
from etl.marts.measures.totals import Totals

_NONE_HANDED = reason("No hand-off to a department off the frontline is known.")
_NO_HISTORY = reason("No export within the filters says which teams held a ticket.")
_NO_TEAMS = reason("No export within the filters says which known team held what was caused elsewhere.")
_LOST_EACH = remark("{hours:,.1f} h for each hand-off that bounced back.")


@measure(
    name="handoffs",
    label="Hand-offs per complaint",
    unit="hand-offs a complaint",
    grain="change of team",
    denominator="complaints whose hand-offs are known",
    sentence="Changes of team (stations − 1) per complaint." + KINDS_TOO,
)
def _handoffs(totals: Totals) -> Measured:
    part, whole = totals["handoffs"], totals["handoffs_known"]
    if whole <= TOLERANCE:
        return Measured(None, "hand-offs a complaint", notes=(_NO_HISTORY(),))
    return Measured(part / whole, "hand-offs a complaint", part, whole)


@measure(
    name="handed_on",
    label="Handed on",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints whose hand-offs are known",
    sentence="Share of complaints that changed team at least once." + KINDS_TOO,
)
def _handed_on(totals: Totals) -> Measured:
    return share(totals["handed_on"], totals["handoffs_known"], _NO_HISTORY())


@measure(
    name="pingpong",
    label="Ping-pong",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints whose stations are known",
    sentence="Share of the complaints that came back to a team that had held them: stations − distinct stations "
    "above 0." + KINDS_TOO,
    is_grouped=False,
    is_summed=True,
)
def _pingpong(totals: Totals) -> Measured:
    return share(totals.returns["came_back"], totals.returns["pingpong_known"], _NO_HISTORY())


@measure(
    name="pingpong_returns",
    label="Returns to a team that had it",
    unit="hand-offs",
    grain="change of team back to an earlier team",
    denominator="none",
    sentence="Stations − distinct stations, summed over the complaints." + KINDS_TOO,
    is_grouped=False,
    is_summed=True,
)
def _pingpong_returns(totals: Totals) -> Measured:
    if totals.returns["pingpong_known"] <= TOLERANCE:
        return Measured(None, "hand-offs", notes=(_NO_HISTORY(),))
    return Measured(totals.returns["pingpong"], "hand-offs")


@measure(
    name="bounce_back",
    label="Bounced back to the frontline",
    unit="share",
    grain="hand-off to a department off the frontline",
    denominator="hand-offs to departments off the frontline",
    sentence="Hand-offs to a department that return to the frontline unsolved ÷ hand-offs to it." + KINDS_TOO,
    is_grouped=False,
    by_period=bounces_by_start,
)
def _bounce_back(totals: Totals) -> Measured:
    return share(totals.bounces.returned, totals.bounces.handoffs, _NONE_HANDED())


@measure(
    name="came_home",
    label="Came back unsolved",
    unit="share",
    grain="complaint (shared ones in parts)",
    denominator="complaints that the frontline handed to other departments",
    sentence="Of the complaints that the frontline handed to another department, the part that came back to it "
    "unsolved, straight or by way of others." + KINDS_TOO,
    is_grouped=False,
)
def _came_home(totals: Totals) -> Measured:
    back, left = totals.homecomings
    return share(back, left, _NONE_HANDED())


@measure(
    name="lost_hours",
    label="Time lost on the way and back",
    unit="hours",
    grain="hand-off that bounced back",
    denominator="none",
    sentence="Calendar hours between handing a complaint to another department and having it back unsolved, summed."
    + KINDS_TOO,
    is_grouped=False,
)
def _lost_hours(totals: Totals) -> Measured:
    if totals.bounces.handoffs <= TOLERANCE:
        return Measured(None, "hours", notes=(_NONE_HANDED(),))
    lost, returned = totals.bounces.lost_hours, totals.bounces.returned
    notes = (_LOST_EACH(hours=lost / returned),) if returned > TOLERANCE else ()
    return Measured(lost, "hours", notes=notes, rests_on=returned)


@measure(
    name="participation",
    label="Causing department took part",
    unit="share",
    grain="complaint caused elsewhere (shared ones in parts)",
    denominator="caused elsewhere, where it is known who held it",
    sentence="Of what a department caused, the part in which a team of it held the ticket at least once.",
)
def _participation(totals: Totals) -> Measured:
    yes, no, unknown = (totals[f"part_{answer}_elsewhere"] for answer in ("yes", "no", "unknown"))
    value = ratio(yes, yes + no)
    if value is None:
        why = NOTHING_ELSEWHERE if totals["load_elsewhere"] <= TOLERANCE else _NO_TEAMS
        return Measured(None, "share", notes=(why(),))
    whole = yes + no + unknown
    return Measured(value, "share", yes, yes + no, ratio(yes, whole), ratio(yes + unknown, whole))
