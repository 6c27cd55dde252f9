"""Writes the words of a ticket: what was said, around it what people add, and how carelessly it was typed."""

from __future__ import annotations

import random
from dataclasses import replace

from tools.sample import catalogue, clock, people
from tools.sample.dirt import soil, tidy
from tools.sample.grammar import Book, book
from tools.sample.ticket import Ticket
from tools.sample.world import AGENTS, CAUSES, SHOP_DOMAIN

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_MONTH = {language: names.split() for language, names in _MONTHS.items()}
_DATE = {"en": "{} {}", "nl": "{} {}", "de": "{}. {}", "fr": "{} {}", "es": "{} de {}"}
_FRONTLINE_AGENTS = AGENTS["Support Tier 1"]
_CODES = ("SPRING15", "WELCOME10", "GARDEN20", "HW-FRIENDS", "BLACK25", "NEWHOME")
_CALL = {"en": "Call from", "nl": "Gesprek met", "de": "Anruf von", "fr": "Appel de", "es": "Llamada de"}
_CARE = f"care@{SHOP_DOMAIN}"
_BOUNCES = 0.25
"""Part of the automatic replies that a mail server wrote."""
_PRIVATE = 0.05
"""Chance that somebody puts a card number or bank account into a message."""


def write(ticket: Ticket, draw: random.Random, least_length: float = 0.0) -> tuple[str, str]:
    """Subject and description of a ticket.

    Parameters
    ----------
    ticket
        What it is about.
    draw
        Source of every choice.
    least_length
        0 for texts as they come, up to 1 for long ones only.
    """
    section = ticket.kind.capitalize()
    if ticket.kind == "auto_reply" and draw.random() < _BOUNCES:
        section = "Bounce"
    if not ticket.is_complaint and not book(ticket.tongue).lines(section, "say", _group(ticket)):
        # Spam, tests and notes among colleagues come in English, wherever the customer lives.
        ticket = replace(ticket, language=0)
    pages = book(ticket.tongue)
    values = _values(ticket, draw)
    if ticket.is_complaint:
        subject, said = _complaint(ticket, pages, draw, values, least_length)
    else:
        subject, said = pages.say(section, "subject", draw, values), [pages.say(section, "say", draw, values)]
        if ticket.kind in ("request", "praise"):
            said.insert(0, pages.say(section, "open", draw, values) if draw.random() < 0.4 else "")
    if not ticket.is_complaint and ticket.kind not in ("request", "praise"):
        return tidy(subject), tidy("\n".join(said))
    return _shape(ticket, subject, [part for part in said if part], pages, draw, values)


def _complaint(
    ticket: Ticket, pages: Book, draw: random.Random, values: dict[str, str], least_length: float
) -> tuple[str, list[str]]:
    cause = CAUSES[ticket.cause]
    length = least_length + (1 - least_length) * draw.random()
    if ticket.clue == 0:
        said = [pages.say(cause.issue, "say", draw, values)]
    elif ticket.clue == 1:
        said = [pages.say(cause.issue, "hint", draw, values)]
    elif ticket.clue == 2:
        said = [pages.say("Symptom", cause.symptom, draw, values)]
    else:
        said = [pages.say("Shared", "vague", draw, values)]
    if ticket.clue < 2 and draw.random() < 0.4 + 0.6 * length:
        said.append(pages.say(cause.issue, "more", draw, values))
        if length > 0.55:
            said.append(_another(said[-1], pages, cause.issue, "more", draw, values))
    if ticket.second >= 0:
        other = CAUSES[ticket.second].issue
        joint = pages.say("Shared", "joint", draw, values)
        said.append(f"{joint} {_decapitalised(pages.say(other, 'say', draw, values), joint)}")
    long = length * length
    before = _maybe(draw, 0.62, "open") + _maybe(draw, 0.5 * length, "context")
    after = (
        _maybe(draw, 0.3 * length, "history")
        + _maybe(draw, 0.25 + 0.6 * length, "effect")
        + _maybe(draw, 0.8 * long, "context")
        + _maybe(draw, 0.3 * long, "history")
        + _maybe(draw, 0.7 * long, "effect")
        + _maybe(draw, 0.3 + 0.6 * length, "ask")
        + _maybe(draw, 0.8 * long, "ask")
    )
    if draw.random() < 0.15:
        before, after = after[:1] + before, after[1:]
    subject = ""
    if ticket.clue == 0 and draw.random() < 0.6:
        subject = pages.say(cause.issue, "subject", draw, values)
    return subject, _surround(said, pages, draw, values, before, after)


def _maybe(draw: random.Random, chance: float, slot: str) -> list[str]:
    return [slot] if draw.random() < chance else []


def _surround(
    said: list[str],
    pages: Book,
    draw: random.Random,
    values: dict[str, str],
    before: list[str],
    after: list[str],
) -> list[str]:
    first = [pages.say("Shared", slot, draw, values) for slot in before]
    rest = [pages.say("Shared", slot, draw, values) for slot in after]
    # Two draws may give the same sentence; nobody says it twice.
    return list(dict.fromkeys(part for part in (*first, *said, *rest) if part))


def _another(given: str, pages: Book, section: str, slot: str, draw: random.Random, values: dict[str, str]) -> str:
    other = pages.say(section, slot, draw, values)
    return "" if other[:12] == given[:12] else other


def _decapitalised(text: str, joint: str) -> str:
    """The sentence as it goes on after "Also,": lower case, unless a name or "I" leads it."""
    if not joint.endswith(",") or len(text) < 2 or not text[1].islower():
        return text
    return text[0].lower() + text[1:]


def _shape(
    ticket: Ticket, subject: str, said: list[str], pages: Book, draw: random.Random, values: dict[str, str]
) -> tuple[str, str]:
    """Lay the sentences out as the channel has it, and soil them."""
    via = ticket.channel
    if draw.random() < _PRIVATE:
        said.insert(int(draw.random() * (len(said) + 1)), pages.say("Shared", "private", draw, values))
    is_mail = via in ("Mail", "Web form")
    between = "\n\n" if is_mail and draw.random() < 0.15 else "\n" if is_mail and draw.random() < 0.2 else " "
    body = between.join(said)
    if is_mail:
        if draw.random() < 0.6:
            body = pages.say("Shared", "greet", draw, values) + (" " if draw.random() < 0.2 else "\n") + body
        if draw.random() < (0.62 if via == "Mail" else 0.3):
            body += "\n" + pages.say("Shared", "close", draw, values) + "\n" + pages.say("Shared", "sign", draw, values)
    elif via.startswith("Phone"):
        body = pages.say("Shared", "phone", draw, values) + " " + body
        subject = f"{values['<call>']} {values['<name>']}" if draw.random() < 0.7 else subject
    elif draw.random() < 0.5:
        body = pages.say("Shared", "chat", draw, values) + " " + body
    if not subject:
        subject = pages.say("Shared", "subject", draw, values)
    if via == "Mail" and draw.random() < 0.1:
        body += "\n\n" + pages.say("Shared", "quoted", draw, values)
    return soil(subject, body, is_mail, draw)


def _values(ticket: Ticket, draw: random.Random) -> dict[str, str]:
    language = ticket.tongue
    article = catalogue.groups()[ticket.group].articles[ticket.article]
    person = people.person(ticket.customer, language)
    today = ticket.created // clock.DAY
    days = max(1, today - ticket.order_day)
    promised = ticket.promised if ticket.promised > -clock.DAY else ticket.order_day + 3
    small = 4 + int(draw.random() * 30)
    amount = ticket.amount
    reference = 4_100_000 + int(draw.random() * 90_000)
    return {
        "<group>": _group(ticket),
        "<item>": article.names[language],
        "<thing>": article.nouns[language],
        "<order>": ticket.order,
        "<date>": _day(ticket.order_day, language),
        "<when>": _day(min(promised, today), language),
        "<recent>": _day(today - 1 - int(draw.random() * 6), language),
        "<today>": _day(today, language),
        "<soon>": _day(today + 2 + int(draw.random() * 8), language),
        "<days>": str(days),
        "<n>": str(2 + int(draw.random() * 4)),
        "<amount>": _euro(amount, language),
        "<amount2>": _euro(amount + small, language),
        "<half>": _euro(round(amount / 2, 2), language),
        "<double>": _euro(amount * 2, language),
        "<small>": _euro(small, language),
        "<name>": person.name,
        "<first>": person.first,
        "<email>": person.email,
        "<phone>": people.phone(language, draw),
        "<street>": people.street(language, draw),
        "<city>": people.city(language, draw),
        "<company>": people.company(draw),
        "<agent>": _FRONTLINE_AGENTS[int(draw.random() * len(_FRONTLINE_AGENTS))].split()[0],
        "<care>": _CARE,
        "<ref>": str(reference),
        "<ref2>": str(reference + 1_207),
        "<ref3>": str(reference + 2_951),
        "<code>": _CODES[int(draw.random() * len(_CODES))],
        "<card>": people.CARDS[int(draw.random() * len(people.CARDS))],
        "<iban>": people.IBANS[int(draw.random() * len(people.IBANS))],
        "<call>": _CALL[language],
    }


def _group(ticket: Ticket) -> str:
    return catalogue.groups()[ticket.group].name


def _day(day: int, language: str) -> str:
    when = clock.date_of(day)
    return _DATE[language].format(when.day, _MONTH[language][when.month - 1])


def _euro(amount: float, language: str) -> str:
    plain = f"{amount:.2f}".removesuffix(".00")
    if language == "en":
        return f"€{plain}"
    return f"€ {plain.replace('.', ',')}" if language == "nl" else f"{plain.replace('.', ',')} €"
