"""Walks each ticket through the teams: who held it, for how long, and what it took.

The frontline meets nearly everything. Some is handed to the department where it began, some comes back unsolved, some
goes astray first; departments move only in office hours. What happens after the export was made is not in it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tools.sample import clock
from tools.sample.ticket import Ticket
from tools.sample.world import AGENTS, CAUSES, DEPARTED, DEPARTED_ON, FRONTLINE, INCIDENTS, TEAMS

_BOUNCES = 0.34
"""Chance that a department gives a ticket back unsolved."""
_AGAIN = 0.3
"""Chance that what came back is sent once more."""
_ASTRAY = 0.08
"""Chance that a hand-off goes to a wrong department first."""
_TIER_2 = 0.12
_DIRECT = 0.03
"""Chance that a ticket begins with the department, because the form or a store employee sent it there."""
_REOPENS = 0.09
_BUSY = {"Carrier strike": 4.0, "Returns and refunds backlog after the holidays": 2.0, "Telephone outage": 2.0}
_DEPARTED_FROM = clock.day_of(DEPARTED_ON) * clock.DAY


def pressure_on(day: int) -> float:
    """Factor on waiting times at the frontline, from the incidents of a day."""
    when = clock.date_of(day)
    factor = 1.0
    for incident in INCIDENTS:
        if incident.first <= when <= incident.last:
            factor *= _BUSY.get(incident.name, 1.0)
    return factor


Event = tuple[int, str, str, str, str]
"""Minute, field, old value, new value, who changed it."""


@dataclass
class Journey:
    """The way of one ticket.

    Attributes
    ----------
    first_assigned, assigned, first_reply, first_solved, solved
        Minutes; -1 where it didn't happen before the export.
    touches
        Times that the frontline and the departments worked on it.
    """

    events: list[Event] = field(default_factory=list)
    team: str = ""
    agent: str = ""
    status: str = "New"
    first_assigned: int = -1
    assigned: int = -1
    first_reply: int = -1
    first_solved: int = -1
    solved: int = -1
    updated: int = -1
    stations: int = 0
    agent_stations: int = 0
    reopens: int = 0
    replies: int = 0
    touches: int = 0
    on_hold: int = 0

    def add(self, minute: int, what: str, value: str, actor: str) -> None:
        """Record a change, if it happened before the export."""
        if minute >= clock.EXPORTED:
            return
        old = {"Group": self.team, "Assignee": self.agent, "Status": self.status if self.events else ""}[what]
        if old == value:
            return
        self.events.append((minute, what, old, value, actor))
        self.updated = max(self.updated, minute)
        if what == "Group":
            self.team, self.stations = value, self.stations + 1
        elif what == "Assignee":
            self.agent, self.agent_stations = value, self.agent_stations + 1
            self.first_assigned = minute if self.first_assigned < 0 else self.first_assigned
            self.assigned = minute
        else:
            self.status = value


def walk(ticket: Ticket, pressure: float, draw: random.Random) -> Journey:
    """Walk one ticket.

    Parameters
    ----------
    pressure
        Factor on waiting times, from the incidents of the day.
    """
    kind, cause, created, is_spoken = ticket.kind, ticket.cause, ticket.created, ticket.is_spoken
    journey = Journey(updated=created)
    journey.add(created, "Status", "New", "system")
    if kind in ("spam", "auto_reply", "test", "merged", "duplicate"):
        _sweep_up(journey, kind, created, draw)
        return journey
    department = CAUSES[cause].department if cause >= 0 else FRONTLINE
    if department != FRONTLINE and draw.random() < _DIRECT:
        now = _arrive(journey, department, created, False, pressure, draw)
    else:
        now = _arrive(journey, FRONTLINE, created, is_spoken, pressure, draw)
        now = _hand_on(journey, cause, now, pressure, draw)
    _finish(journey, now, kind, draw)
    return journey


def _sweep_up(journey: Journey, kind: str, created: int, draw: random.Random) -> None:
    """What needs no answer is closed by the next free agent of the frontline."""
    at = clock.FRONTLINE.next_open(created + int(draw.expovariate(1 / 90)))
    agent = _agent("Support Tier 1", at, draw)
    journey.add(created, "Group", "Support Tier 1", "system")
    journey.add(at, "Assignee", agent, agent)
    journey.add(at + 1, "Status", "Closed" if kind in ("merged", "spam") else "Solved", agent)
    if at + 1 < clock.EXPORTED:
        journey.first_solved = journey.solved = at + 1
        journey.touches = 1


def _arrive(journey: Journey, department: str, at: int, is_spoken: bool, pressure: float, draw: random.Random) -> int:
    """A team takes the ticket and works on it once; gives the minute when it has done so."""
    teams = TEAMS[department]
    team = teams[0] if department == FRONTLINE or draw.random() < 0.65 else teams[-1]
    journey.add(at, "Group", team, journey.agent or "system")
    return _work(journey, department, team, at, is_spoken, pressure, draw)


def _work(
    journey: Journey, department: str, team: str, at: int, is_spoken: bool, pressure: float, draw: random.Random
) -> int:
    calendar = clock.calendar_of(department)
    mean = 1 if is_spoken else 150 if department == FRONTLINE else 700
    taken = calendar.next_open(at + int(draw.expovariate(1 / (mean * pressure))))
    agent = _agent(team, taken, draw)
    journey.add(taken, "Assignee", agent, agent)
    journey.add(taken, "Status", "Open", agent)
    done = calendar.next_open(taken + 3 + int(draw.expovariate(1 / 14)))
    if done < clock.EXPORTED:
        journey.touches += 1
        if department == FRONTLINE or draw.random() < 0.4:
            journey.replies += 1
            journey.first_reply = done if journey.first_reply < 0 else journey.first_reply
    return done


def _hand_on(journey: Journey, cause: int, now: int, pressure: float, draw: random.Random) -> int:
    """Second line and departments, as far as the ticket goes there."""
    if draw.random() < _TIER_2:
        journey.add(now, "Group", "Support Tier 2", journey.agent)
        now = _work(journey, FRONTLINE, "Support Tier 2", now, False, pressure, draw)
    if cause < 0 or draw.random() >= CAUSES[cause].handoff:
        return now
    department = CAUSES[cause].department
    if draw.random() < _ASTRAY:
        others = [name for name in TEAMS if name not in (FRONTLINE, department)]
        now = _arrive(journey, others[int(draw.random() * len(others))], now + 5, False, pressure, draw)
        if draw.random() < 0.6:
            now = _arrive(journey, FRONTLINE, now + 5, False, pressure, draw)
    now = _arrive(journey, department, now + 5, False, pressure, draw)
    chance = _BOUNCES
    while draw.random() < chance:
        now = _arrive(journey, FRONTLINE, now + 5, False, pressure, draw)
        chance *= _AGAIN
        if draw.random() < _AGAIN:
            now = _arrive(journey, department, now + 5, False, pressure, draw)
    return now


def _finish(journey: Journey, now: int, kind: str, draw: random.Random) -> None:
    """Waiting for the customer, waiting for a third party, solution, now and then a reopening, closing."""
    agent = journey.agent
    if draw.random() < 0.03:
        # Some are forgotten and stay open.
        journey.add(now, "Status", "Pending", agent)
        return
    rounds = 0 if kind == "praise" else int(draw.expovariate(1 / 0.8))
    for _ in range(min(rounds, 4)):
        waiting = "Hold" if draw.random() < 0.25 else "Pending"
        journey.add(now, "Status", waiting, agent)
        until = clock.FRONTLINE.next_open(now + int(draw.expovariate(1 / 900)))
        if waiting == "Hold" and until < clock.EXPORTED:
            journey.on_hold += until - now
        journey.add(until, "Status", "Open", "customer" if waiting == "Pending" else agent)
        now = clock.FRONTLINE.next_open(until + 5 + int(draw.expovariate(1 / 120)))
        if now < clock.EXPORTED:
            journey.replies += 1
            journey.touches += 1
    now = _solve(journey, now, agent)
    if kind == "complaint" and draw.random() < _REOPENS and now + 600 < clock.EXPORTED:
        again = now + 300 + int(draw.expovariate(1 / 1500))
        journey.add(again, "Status", "Open", "customer")
        if again < clock.EXPORTED:
            journey.reopens, journey.solved = 1, -1
            now = clock.FRONTLINE.next_open(again + 60 + int(draw.expovariate(1 / 400)))
            journey.replies += now < clock.EXPORTED
            journey.touches += now < clock.EXPORTED
            now = _solve(journey, now, agent)
    journey.add(now + 4 * clock.DAY, "Status", "Closed", "system")


def _solve(journey: Journey, now: int, agent: str) -> int:
    journey.add(now, "Status", "Solved", agent)
    if now < clock.EXPORTED:
        journey.solved = now
        journey.first_solved = now if journey.first_solved < 0 else journey.first_solved
    return now


def _agent(team: str, at: int, draw: random.Random) -> str:
    agents = AGENTS[team]
    agent = agents[int(draw.random() * len(agents))]
    return agents[0] if agent == DEPARTED and at >= _DEPARTED_FROM else agent
