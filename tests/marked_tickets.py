"""A small world of tickets that is known twice: as rows of a store, and plainly, for counting without any SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pandas as pd

from etl.marts.core.mark_filters import ARROW
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED
from tests.store_rows import Row, laid, moved, ticket

TEAMS = {"First line": "Support", "Second line": "Support", "Warehouse": "Logistics", "Billing": "Finance"}
STRANGER = "Night watch"
"""A team that no department claims."""
OPEN = {"Support": (range(7), 8 * 60, 22 * 60), "Logistics": (range(5), 9 * 60, 17 * 60),
        "Finance": (range(5), 9 * 60 + 30, 17 * 60)}  # fmt: skip
"""Days and minutes, as `tests.store_rows.TAXONOMY` has them; the weeks of this world have no holiday."""
SHIFTS = ("08:00–11:30", "11:30–15:00", "15:00–18:30", "18:30–22:00")
"""Of the frontline: its day of fourteen hours in four."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """One ticket.

    Attributes
    ----------
    at
        Arrival in Amsterdam.
    is_timed
        Whether the time of day is known.
    path
        Teams that held it, each for an hour but the last; empty where the export never names a team.
    solved_after
        Hours from arrival to solution; None where it isn't solved.
    judged
        Shares by department.
    probable
        Probabilities by outcome; empty where the kind is unknown.
    answers
        The engine's and people's, of a ticket of the random sample.
    reason
        That agents declared.
    """

    name: str
    at: datetime
    is_timed: bool
    path: tuple[str, ...]
    solved_after: float | None
    kind: str
    excluded: str | None
    judged: dict[str, float]
    probable: dict[str, float]
    minutes: float | None
    reopened: int | None
    rated: str | None
    agent: str | None
    answers: tuple[str, str] | None
    reason: str | None

    @property
    def departments(self) -> list[str | None]:
        """Of its teams, in turn; None where no department claims the team."""
        return [TEAMS.get(team) for team in self.path]

    @property
    def hands(self) -> list[tuple[str, str, str | None, int]]:
        """Changes of department: from, to, the next one to hold it, and the hours from arrival to that."""
        named = [name or "Unknown team" for name in self.departments]
        after: list[str | None] = [*named[2:], None]
        pairs = zip(pairwise(named), after, strict=True) if len(named) > 1 else []
        return [(a, b, then, place + 2) for place, ((a, b), then) in enumerate(pairs) if a != b]


def world(count: int = 90, seed: int = 11) -> list[Told]:
    """So many tickets of two weeks."""
    random = Random(seed)

    def parts(names: list[str]) -> dict[str, float]:
        some = random.sample(names, random.choice((1, 1, 2)))
        return {name: 1 / len(some) for name in some}

    found = []
    for number in range(count):
        path = [random.choice([*TEAMS, STRANGER, *TEAMS]) for _ in range(random.choice((1, 2, 3, 4)))]
        path = [team for place, team in enumerate(path) if place == 0 or team != path[place - 1]]
        kind = random.choice(("complaint", "complaint", "complaint", "request", "unknown"))
        first = random.choice([*OPEN, NONE_OF_THESE])
        second = random.choice([name for name in (*OPEN, NONE_OF_THESE) if name != first])
        found.append(
            Told(
                name=f"{number:03}",
                at=datetime(2026, 3, 2) + timedelta(minutes=random.randrange(6 * 60, 14 * 24 * 60)),
                is_timed=random.random() < 0.9,
                path=tuple(path) if random.random() < 0.9 else (),
                solved_after=random.choice((None, 0.5, 1.5, 2.5, 9.0)),
                kind=kind,
                excluded=random.choice((None,) * 9 + ("spam",)),
                judged=parts([*OPEN, UNATTRIBUTED]),
                probable={} if kind == "unknown" else {first: 0.5, second: 0.25, NOT_A_COMPLAINT: 0.25},
                minutes=random.choice((None, 0.0, 12.0)),
                reopened=random.choice((None, 0, 2)),
                rated=random.choice((None, "good", "bad")),
                agent=random.choice((None, "a1")),
                answers=((*OPEN,)[number % 3], (*OPEN,)[number // 3 % 3]) if random.random() < 0.6 else None,
                reason=(None, "Other", f"Late{ARROW}Box")[number % 3],
            )
        )
    return found


def rows(tickets: list[Told]) -> dict[str, list[Row]]:
    """The world as a store has it; tickets without a team come from another export, which knows none."""
    found: dict[str, list[Row]] = {"tickets": [], "attributions": [], "events": [], "outcomes": []}
    for each in tickets:
        source, start = {"source": source_of(each)}, _utc(each.at)
        solved = None if each.solved_after is None else start + each.solved_after * _HOUR
        held: Row = {}
        if each.path:
            held = {"team": each.path[-1], "first_team": each.path[0], "count_stations": len(each.path)}
        told = {
            "kind": each.kind, "excluded_as": each.excluded, "solved_at": solved, "is_solved": solved is not None,
            "handle_minutes": each.minutes, "count_reopens": each.reopened, "satisfaction": each.rated,
            "agent": each.agent, "reason": each.reason, **held, **source,
        }  # fmt: skip
        row = ticket(each.name, each.at, **told)
        found["tickets"].append(row if each.is_timed else row | {"created_hour": None})
        found["attributions"] += [laid(each.name, name, share, **source) for name, share in each.judged.items()]
        found["events"] += moved(each.name, *each.path, start=start + _HOUR)
        found["outcomes"] += [
            {
                "run_id": 1,
                "ticket_id": each.name,
                "outcome": name,
                "issue": _issue(name, share),
                "probability": share,
                **source,
            }
            for name, share in each.probable.items()
        ]
    return found


def _issue(outcome: str, share: float) -> str | None:
    """One that the department has; of some outcomes none is known."""
    return {"Logistics": "Late" if share > 0.3 else "Broken", "Finance": "Refund" if share > 0.3 else None}.get(outcome)


def answers(tickets: list[Told]) -> pd.DataFrame:
    """Judgements of the random sample (`etl.marts.shares.judged.JUDGED_COLUMNS`); each replaces an earlier one."""
    told = []
    for each in tickets:
        if each.answers:
            one = {"source": source_of(each), "ticket_id": each.name, "author": "Ann", "probability": 0.1,
                   "engine_department": each.answers[0], "department": each.answers[1]}  # fmt: skip
            earlier = one | {"department": "Support", "author": "Bob", "ruled_at": datetime(2026, 4, 1)}
            told += [one | {"ruled_at": datetime(2026, 4, 2)}, earlier]
    return pd.DataFrame(told)


def rulings(tickets: list[Told]) -> pd.DataFrame:
    """The same as rulings at random (`etl.ledger.rulings.Decisions.overrides`); whose source isn't known in part."""
    told = [
        {"source": source_of(each) if place % 2 else None, "ticket_id": each.name, "department": each.answers[1],
         "issue": None, "share": 1.0, "is_ruled": True, "is_disputed": False, "authors": "Ann", "draw_id": 1,
         "probability": 0.1}
        for place, each in enumerate(tickets)
        if each.answers
    ]  # fmt: skip
    return pd.DataFrame(told)


def source_of(each: Told) -> str:
    """Export that a ticket comes from."""
    return "shop" if each.path else "bare"


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def is_true(each: Told, name: str, value: str, department: str = "") -> bool:
    """Whether a filter of marks is true of a ticket, or of its part that started in `department`."""
    return {
        "took_part": _took_part, "closed": _closed, "off_hours": _off_hours, "met": _met, "worked": _worked,
        "passed_on": _passed_on, "reopened": _reopened, "rated": _rated, "handed": _handed, "asked": _asked,
        "returned": _returned, "waited": _waited, "during": _during, "agent": _agent, "judged": _judged,
    }[name](each, value, department)  # fmt: skip


def _holders(each: Told) -> set[str] | None:
    """Departments that held it; None where not all are known. One without any team stayed at the frontline's desk."""
    names = each.departments or ["Support"]
    return None if None in names else {name for name in names if name}


def _took_part(each: Told, value: str, department: str) -> bool:
    held = _holders(each)
    if not each.path or held is None or department not in OPEN:
        return False
    return (department in held) == (value == "yes")


def _closed(each: Told, value: str, department: str) -> bool:
    held = _holders(each)
    if held is None or each.solved_after is None or department not in OPEN:
        return False
    return (department in held) == (value == "with")


def _is_open(department: str, at: datetime) -> bool:
    days, first, last = OPEN[department]
    return at.weekday() in days and first <= at.hour * 60 + at.minute < last


def _off_hours(each: Told, value: str, department: str) -> bool:
    if not each.is_timed or department not in ("Logistics", "Finance"):
        return False
    return (_is_open("Support", each.at) and not _is_open(department, each.at)) == (value == "yes")


def _met(each: Told, value: str, _: str) -> bool:
    first = each.departments[0] if each.path else "Support"
    return first is not None and (first == "Support") == (value == "frontline")


def _worked(each: Told, value: str, _: str) -> bool:
    is_some = bool(each.minutes) and (not each.path or "Support" in each.departments)
    return is_some == (value == "frontline")


def _passed_on(each: Told, value: str, _: str) -> bool:
    return bool(each.path) and (len(each.path) > 1) == (value == "yes")


def _reopened(each: Told, value: str, _: str) -> bool:
    return each.reopened is not None and (each.reopened > 0) == (value == "yes")


def _rated(each: Told, value: str, _: str) -> bool:
    return each.rated == value


def _agent(each: Told, value: str, _: str) -> bool:
    return (each.agent is not None) == (value == "named")


def _handed(each: Told, value: str, _: str) -> bool:
    return any(f"{one}{ARROW}{other}" == value for one, other, _, _ in each.hands)


def _asked(each: Told, value: str, _: str) -> bool:
    return any(one == "Support" and other == value for one, other, _, _ in each.hands)


def _returned(each: Told, value: str, _: str) -> bool:
    solved = each.solved_after
    return any(
        other == value and then == "Support" and (solved is None or solved > hours)
        for _, other, then, hours in each.hands
    )


def _waited(each: Told, value: str, _: str) -> bool:
    """Of what was solved: the team had it before that."""
    solved = each.solved_after
    return solved is not None and any(team == value and hours < solved for hours, team in enumerate(each.path))


def _during(each: Told, value: str, _: str) -> bool:
    if not each.is_timed:
        return False
    turns = [turn for turn in SHIFTS if value in ("any", turn)]
    return any(turn.split("–")[0] <= f"{each.at:%H:%M}" < turn.split("–")[1] for turn in turns)


def _judged(each: Told, value: str, _: str) -> bool:
    return each.kind == "complaint" and each.answers is not None and ARROW.join(each.answers) == value
