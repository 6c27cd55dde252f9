"""The cells of a ticket's row, as a helpdesk's view export and the agents' haste leave them."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from tools.sample import catalogue, clock, people
from tools.sample.facts import NONE
from tools.sample.journeys import Journey
from tools.sample.ticket import Ticket
from tools.sample.world import CAUSES, DEPARTED, REASONS, SHOP_DOMAIN, TEAM_LEAD

COLUMNS = (
    "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
    "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags", "Status", "Priority", "Via",
    "Ticket type", "Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at",
    "Solved at", "Resolution time", "Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies",
    "First reply time in minutes", "First reply time in minutes within business hours",
    "First resolution time in minutes", "First resolution time in minutes within business hours",
    "Full resolution time in minutes", "Full resolution time in minutes within business hours",
    "Agent wait time in minutes", "Agent wait time in minutes within business hours",
    "Requester wait time in minutes", "Requester wait time in minutes within business hours",
    "On hold time in minutes", "On hold time in minutes within business hours", "Ticket Category [list]",
    "Status [list]",
    # The shop's own fields.
    "Contact reason [list]", "Order number [txt]", "Product [list]", "Order total [dec]", "Promised at",
    "Delivered at", "Refund requested at", "Refunded at", "Time spent (min) [int]", "Goodwill [dec]", "Description",
)  # fmt: skip
"""A view export's header in its order, then the shop's own fields."""

_CATEGORY = {"Delivery": "Delivery", "Damaged": "Delivery", "Return": "After sales", "Refund": "After sales"}
_NO_REASON = ("spam", "auto_reply", "internal", "test", "chatter")
_NOT_ASKED = ("spam", "auto_reply", "internal", "test", "merged", "duplicate")


def cells(ticket: Ticket, words: tuple[str, str], journey: Journey, draw: random.Random) -> list[object]:
    """Cells of one row in the order of `COLUMNS`; the columns of durations are empty."""
    reason = _reason(ticket, draw)
    is_solved = journey.solved >= 0
    filled: dict[str, object] = {
        "Summation column": 1,
        "Id": ticket.id,
        "Subject": words[0],
        "Tags": _tags(ticket, reason, draw),
        "Priority": "High" if draw.random() < 0.06 else "Normal" if draw.random() < 0.6 else "",
        "Via": ticket.channel,
        "Ticket type": "Question" if draw.random() < 0.2 else "Problem" if draw.random() < 0.15 else "",
        "Created at": clock.text(ticket.created),
        "Satisfaction Score": _satisfaction(ticket.kind, journey, draw) if is_solved else "",
        "Ticket Category [list]": _CATEGORY.get(reason, "") if draw.random() < 0.3 else "",
        "Contact reason [list]": reason,
        "Time spent (min) [int]": _minutes(ticket, journey, draw),
        "Goodwill [dec]": _goodwill(ticket, is_solved, draw),
        "Description": words[1],
        **_who(ticket, journey),
        **_handling(journey),
        **_order(ticket, draw),
    }
    return [filled.get(name, "") for name in COLUMNS]


def _who(ticket: Ticket, journey: Journey) -> dict[str, object]:
    person = people.person(ticket.customer, ticket.tongue)
    name, email = person.name, person.email
    if ticket.kind == "internal":
        name = journey.agent or TEAM_LEAD
        email = f"{name.split()[0].lower()}@{SHOP_DOMAIN}"
    return {
        "Requester": name,
        "Requester id": 1_030_060_000_000 + ticket.customer * 7919,
        "Requester email": email,
        "Requester domain": email.partition("@")[2],
        "Submitter": journey.agent if ticket.channel.startswith("Phone") else name,
    }


def _handling(journey: Journey) -> dict[str, object]:
    return {
        # Solved tickets of somebody who left change hands, as helpdesks do it.
        "Assignee": TEAM_LEAD if journey.agent == DEPARTED else journey.agent,
        "Group": journey.team,
        "Status": journey.status,
        "Updated at": clock.text(journey.updated),
        "Assigned at": _time(journey.assigned),
        "Initially assigned at": _time(journey.first_assigned),
        "Solved at": _time(journey.solved),
        "Group stations": journey.stations,
        "Assignee stations": journey.agent_stations,
        "Reopens": journey.reopens,
        "Replies": journey.replies,
    }


def _order(ticket: Ticket, draw: random.Random) -> dict[str, object]:
    product = catalogue.groups()[ticket.group].name
    if not ticket.is_linked:
        return {"Product [list]": product} if ticket.kind not in _NO_REASON and draw.random() < 0.25 else {}
    return {
        "Order number [txt]": ticket.order,
        "Product [list]": product,
        "Order total [dec]": f"{ticket.amount:.2f}",
        "Promised at": _day(ticket.promised),
        "Delivered at": _day(ticket.delivered),
        "Refund requested at": _day(ticket.refund_requested),
        "Refunded at": _day(ticket.refunded),
    }


def _time(minute: int) -> str:
    return "" if minute < 0 else clock.text(minute)


def _day(day: int) -> str:
    return "" if day == NONE else clock.day_text(day)


def _reason(ticket: Ticket, draw: random.Random) -> str:
    """Contact reason as agents fill it in between two calls: often not, often the first, sometimes plainly wrong."""
    luck = draw.random()
    if luck < 0.3 or ticket.kind in _NO_REASON:
        return ""
    if luck < 0.4:
        return REASONS[0]
    if luck < 0.48:
        return "Other"
    if luck < 0.6 or not ticket.is_complaint:
        return REASONS[int(draw.random() * len(REASONS))]
    return CAUSES[ticket.cause].reason


def _tags(ticket: Ticket, reason: str, draw: random.Random) -> str:
    tags = []
    if reason and draw.random() < 0.8:
        tags.append("reason_" + reason.lower().replace(" ", "_"))
    if ticket.tongue != "en" and draw.random() < 0.7:
        tags.append("lang_" + ticket.tongue)
    if ticket.kind == "merged":
        tags.append("closed_by_merge")
    if (ticket.kind == "spam" and draw.random() < 0.5) or (ticket.kind == "test" and draw.random() < 0.3):
        tags.append(ticket.kind)
    if draw.random() < 0.05:
        tags.append("vip")
    return " ".join(tags)


def _satisfaction(kind: str, journey: Journey, draw: random.Random) -> str:
    if kind in _NOT_ASKED or draw.random() < 0.35:
        return ""
    if draw.random() < 0.72:
        return "Offered"
    good = {"praise": 0.97, "request": 0.9}.get(kind, 0.72 - 0.13 * (journey.stations - 1))
    return "Good" if draw.random() < good else "Bad"


def _minutes(ticket: Ticket, journey: Journey, draw: random.Random) -> object:
    """Logged for somewhat over half of the tickets, as the timer was on or not."""
    if not journey.touches or draw.random() < 0.45:
        return ""
    per_touch = 9 if ticket.channel == "Chat" else 7
    return max(1, round(sum(draw.lognormvariate(0, 0.55) for _ in range(journey.touches)) * per_touch))


def _goodwill(ticket: Ticket, is_solved: bool, draw: random.Random) -> str:
    if ticket.kind != "complaint" or not is_solved or draw.random() > 0.09:
        return ""
    given = (5, 10, 15, 25)[int(draw.random() * 4)] if draw.random() < 0.7 else round(ticket.amount * 0.1, 2)
    return f"{given:.2f}"


def durations(created: npt.NDArray[np.int64], journeys: list[Journey]) -> dict[str, list[str]]:
    """The view's columns of minutes and hours, by the calendar and within the frontline's opening hours."""
    ends = {
        "First reply time in minutes": np.array([j.first_reply for j in journeys]),
        "First resolution time in minutes": np.array([j.first_solved for j in journeys]),
        "Full resolution time in minutes": np.array([j.solved for j in journeys]),
    }
    out: dict[str, list[str]] = {}
    for name, end in ends.items():
        out[name] = _shown(end - created, end >= 0)
        business = clock.FRONTLINE.between(created, np.maximum(end, created))
        out[f"{name} within business hours"] = _shown(business, end >= 0)
    solved = ends["Full resolution time in minutes"]
    hold = np.array([j.on_hold for j in journeys])
    out["Resolution time"] = _shown((solved - created) // 60, solved >= 0)
    out["On hold time in minutes"] = _shown(hold, hold > 0)
    return out


def _shown(values: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> list[str]:
    return [str(value) if is_known else "" for value, is_known in zip(values.tolist(), known.tolist(), strict=True)]
