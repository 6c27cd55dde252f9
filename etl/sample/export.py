"""Lays tickets out as the rows of a helpdesk's view export, with the event log and the true origins beside them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.sample import catalogue, clock, people
from etl.sample.compose import Contact, write
from etl.sample.facts import NONE, draw_facts
from etl.sample.journeys import Event, Journey, pressure_on, walk
from etl.sample.tickets import CLUES, LIKE_COMPLAINT
from etl.sample.world import CAUSES, DEPARTED, LANGUAGES, REASONS, SHOP_DOMAIN, TEAM_LEAD, VIA

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

EVENT_COLUMNS = ("ticket_id", "changed_at", "field", "old_value", "new_value", "actor")
TRUTH_COLUMNS = ("ticket_id", "kind", "department", "issue", "share", "excluded_as", "clue")

_FIRST_ID = 4_100_000
_KIND = {"chatter": "other", "spam": "other", "auto_reply": "other", "internal": "other", "test": "other"}
_EXCLUDED = ("spam", "auto_reply", "internal", "test", "merged", "duplicate")
_CATEGORY = {"Delivery": "Delivery", "Damaged": "Delivery", "Return": "After sales", "Refund": "After sales"}

Row = dict[str, object]


@dataclass(frozen=True)
class Export:
    """All rows of a generated export.

    Attributes
    ----------
    tickets
        One row per ticket, columns `COLUMNS`, all text.
    events
        One row per change, columns `EVENT_COLUMNS`.
    truth
        One row per ticket and true cause, columns `TRUTH_COLUMNS`.
    """

    tickets: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame


def lay_out(drawn: pd.DataFrame, rng: np.random.Generator, draw: random.Random) -> Export:
    """Write, walk and measure every ticket of `tickets.draw_tickets`."""
    drawn = pd.concat([drawn, draw_facts(drawn, rng)], axis=1)
    drawn["id"] = _FIRST_ID + np.cumsum(rng.integers(1, 5, len(drawn)))
    rows: list[Row] = []
    events: list[tuple[object, ...]] = []
    journeys: list[Journey] = []
    words: list[tuple[str, str]] = []
    for ticket in drawn.itertuples(index=False):
        contact = _contact(ticket)
        words.append(_words(ticket, contact, words, draw))
        created = int(ticket.created)
        pressure = pressure_on(created // clock.DAY)
        journey = walk(str(ticket.kind), int(ticket.cause), created, VIA[contact.via] in _SPOKEN, pressure, draw)
        journeys.append(journey)
        events.extend(_event_rows(int(ticket.id), journey.events))
        rows.append(_row(ticket, contact, words[-1], journey, draw))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name, values in _durations(drawn["created"].to_numpy(), journeys).items():
        frame[name] = values
    return Export(
        tickets=frame.fillna("").astype(str),
        events=pd.DataFrame(events, columns=list(EVENT_COLUMNS)),
        truth=truth_of(drawn),
    )


_SPOKEN = ("Chat", "Phone call (inbound)")


def _contact(ticket: object) -> Contact:
    get = ticket.__getattribute__
    kind = str(get("kind"))
    return Contact(
        kind="complaint" if kind in LIKE_COMPLAINT else kind,
        cause=int(get("cause")),
        second=int(get("second")),
        clue=int(get("clue")),
        created=int(get("created")),
        promised=int(get("promised")),
        via=int(get("via")),
        language=LANGUAGES[int(get("language"))],
        group=int(get("group")),
        article=int(get("article")),
        customer=int(get("customer")),
        order_day=int(get("order_day")),
        order=f"HW{100 + int(get('order_day')) % 900:03d}{int(get('order_serial')):04d}",
        amount=float(get("amount")),
    )


def _words(ticket: object, contact: Contact, before: list[tuple[str, str]], draw: random.Random) -> tuple[str, str]:
    """A repeated ticket has the words of the one that it repeats; a merged one gets the helpdesk's line."""
    kind, parent = str(ticket.__getattribute__("kind")), int(ticket.__getattribute__("parent"))
    if kind in ("merged", "duplicate") and 0 <= parent < len(before):
        subject, body = before[parent]
        if kind == "duplicate":
            return subject, body
        if draw.random() < 0.6:
            subject, body = write(contact, draw)
        return subject, f"{body}\n\nThis request was closed and merged into request #{_FIRST_ID + parent}."
    return write(contact, draw)


def _event_rows(ticket_id: int, events: list[Event]) -> list[tuple[object, ...]]:
    return [(ticket_id, clock.text(at), what, old, new, actor) for at, what, old, new, actor in events]


def _row(ticket: object, contact: Contact, words: tuple[str, str], journey: Journey, draw: random.Random) -> Row:
    get = ticket.__getattribute__
    kind = str(get("kind"))
    person = people.person(contact.customer, contact.language)
    is_internal = kind == "internal"
    name = journey.agent or TEAM_LEAD if is_internal else person.name
    email = f"{name.split()[0].lower()}@{SHOP_DOMAIN}" if is_internal else person.email
    reason = _reason(kind, contact.cause, draw)
    is_linked = bool(get("is_linked"))
    is_solved = journey.solved >= 0
    return {
        "Summation column": 1,
        "Id": get("id"),
        "Requester": name,
        "Requester id": 1_030_060_000_000 + contact.customer * 7919,
        "Requester email": email,
        "Requester domain": email.partition("@")[2],
        "Submitter": journey.agent if VIA[contact.via].startswith("Phone") else name,
        "Assignee": TEAM_LEAD if journey.agent == DEPARTED else journey.agent,
        "Group": journey.team,
        "Subject": words[0],
        "Tags": _tags(kind, reason, contact, draw),
        "Status": journey.status,
        "Priority": "High" if draw.random() < 0.06 else "Normal" if draw.random() < 0.6 else "",
        "Via": VIA[contact.via],
        "Ticket type": "Question" if draw.random() < 0.2 else "Problem" if draw.random() < 0.15 else "",
        "Created at": clock.text(contact.created),
        "Updated at": clock.text(journey.updated),
        "Assigned at": _time(journey.assigned),
        "Initially assigned at": _time(journey.first_assigned),
        "Solved at": _time(journey.solved),
        "Satisfaction Score": _satisfaction(kind, journey, draw) if is_solved else "",
        "Group stations": journey.stations,
        "Assignee stations": journey.agent_stations,
        "Reopens": journey.reopens,
        "Replies": journey.replies,
        "Ticket Category [list]": _CATEGORY.get(reason, "") if draw.random() < 0.3 else "",
        "Contact reason [list]": reason,
        "Order number [txt]": contact.order if is_linked else "",
        "Product [list]": catalogue.groups()[contact.group].name if is_linked or draw.random() < 0.25 else "",
        "Order total [dec]": f"{contact.amount:.2f}" if is_linked else "",
        "Promised at": _day(int(get("promised"))),
        "Delivered at": _day(int(get("delivered"))),
        "Refund requested at": _day(int(get("refund_requested"))),
        "Refunded at": _day(int(get("refunded"))),
        "Time spent (min) [int]": _minutes(contact, journey, draw),
        "Goodwill [dec]": _goodwill(kind, contact.amount, is_solved, draw),
        "Description": words[1],
    }


def _time(minute: int) -> str:
    return "" if minute < 0 else clock.text(minute)


def _day(day: int) -> str:
    return "" if day == NONE else clock.day_text(day)


def _reason(kind: str, cause: int, draw: random.Random) -> str:
    """Contact reason as agents fill it in between two calls: often not, often the first, sometimes plainly wrong."""
    luck = draw.random()
    if luck < 0.3 or kind in ("spam", "auto_reply", "internal", "test", "chatter"):
        return ""
    if luck < 0.4:
        return REASONS[0]
    if luck < 0.48:
        return "Other"
    if luck < 0.6 or cause < 0:
        return REASONS[int(draw.random() * len(REASONS))]
    return CAUSES[cause].reason


def _tags(kind: str, reason: str, contact: Contact, draw: random.Random) -> str:
    tags = []
    if reason and draw.random() < 0.8:
        tags.append("reason_" + reason.lower().replace(" ", "_"))
    if contact.language != "en" and draw.random() < 0.7:
        tags.append("lang_" + contact.language)
    if kind == "merged":
        tags.append("closed_by_merge")
    if kind == "spam" and draw.random() < 0.5:
        tags.append("spam")
    if kind == "test" and draw.random() < 0.3:
        tags.append("test")
    if draw.random() < 0.05:
        tags.append("vip")
    return " ".join(tags)


def _satisfaction(kind: str, journey: Journey, draw: random.Random) -> str:
    if kind in _EXCLUDED or draw.random() < 0.35:
        return ""
    if draw.random() < 0.72:
        return "Offered"
    good = 0.97 if kind == "praise" else 0.9 if kind == "request" else 0.72 - 0.13 * (journey.stations - 1)
    return "Good" if draw.random() < good else "Bad"


def _minutes(contact: Contact, journey: Journey, draw: random.Random) -> object:
    """Logged for somewhat over half of the tickets, as the timer was on or not."""
    if not journey.touches or draw.random() < 0.45:
        return ""
    per_touch = 9 if VIA[contact.via] == "Chat" else 7
    return max(1, round(sum(draw.lognormvariate(0, 0.55) for _ in range(journey.touches)) * per_touch))


def _goodwill(kind: str, amount: float, is_solved: bool, draw: random.Random) -> str:
    if kind != "complaint" or not is_solved or draw.random() > 0.09:
        return ""
    given = (5, 10, 15, 25)[int(draw.random() * 4)] if draw.random() < 0.7 else round(amount * 0.1, 2)
    return f"{given:.2f}"


def _durations(created: np.ndarray, journeys: list[Journey]) -> dict[str, list[object]]:
    """The view's columns of minutes, by the calendar and within the frontline's hours."""
    first_reply = np.array([j.first_reply for j in journeys])
    first_solved = np.array([j.first_solved for j in journeys])
    solved = np.array([j.solved for j in journeys])
    hold = np.array([j.on_hold for j in journeys])
    out: dict[str, list[object]] = {}
    ends = (
        ("First reply time in minutes", first_reply),
        ("First resolution time in minutes", first_solved),
        ("Full resolution time in minutes", solved),
    )
    for name, end in ends:
        known = end >= 0
        minutes, business = end - created, clock.FRONTLINE.between(created, np.maximum(end, created))
        out[name] = np.where(known, minutes.astype(str), "").tolist()
        out[f"{name} within business hours"] = np.where(known, business.astype(str), "").tolist()
    out["Resolution time"] = np.where(solved >= 0, ((solved - created) // 60).astype(str), "").tolist()
    out["On hold time in minutes"] = np.where(hold > 0, hold.astype(str), "").tolist()
    return out


def truth_of(drawn: pd.DataFrame) -> pd.DataFrame:
    """True origins: one row per ticket and cause; tickets without a cause have one row with none."""
    rows: list[tuple[object, ...]] = []
    columns = [drawn[n].tolist() for n in ("id", "kind", "cause", "second", "share", "clue")]
    for ticket_id, kind, cause, second, share, clue in zip(*columns, strict=True):
        excluded = kind if kind in _EXCLUDED else ""
        shown = "complaint" if kind in LIKE_COMPLAINT else _KIND.get(kind, kind)
        parts = [(cause, share)] if second < 0 else [(cause, share), (second, round(1 - share, 2))]
        for number, part in parts:
            if number < 0:
                rows.append((ticket_id, shown, "", "", "", excluded, ""))
            else:
                named = CAUSES[number]
                rows.append((ticket_id, shown, named.department, named.issue, part, excluded, CLUES[clue]))
    return pd.DataFrame(rows, columns=list(TRUTH_COLUMNS))
