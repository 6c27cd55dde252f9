"""What a person can do about a ticket's origin. Each action gives a ruling; `record` puts it into the ledger."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from etl import model
from etl.errors import InputError
from etl.ledger.rulings.ruling import KIND, RANDOM, SKIP, Drawn, Ruling, Share, largest
from etl.model import UNATTRIBUTED
from etl.store import Ledger

LONGEST_NAME, LONGEST_REASON = 100, 4_000
TOLERANCE = 0.005
"""Shares typed in as whole percentages may miss 1 by rounding; what is stored sums to 1."""

_EXACT = 1e-9
"""Floating-point error of a sum: if it misses 1 by less, the shares stay as they were entered."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class By:
    """Who rules, why, and how the ticket came before them.

    Attributes
    ----------
    speaks_for
        Department that the author speaks for; None for the lead, or a reviewer.
    is_random
        Whether the ticket was drawn at random and the engine's answer wasn't shown before the ruling.
    drawn
        How it was drawn; None where unknown.
    at
        UTC; None: now.
    """

    author: str
    reason: str = ""
    speaks_for: str | None = None
    is_random: bool = False
    at: datetime | None = None
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Standing:
    """State of a ticket when it is ruled on.

    Attributes
    ----------
    attributed
        Shares in force: a ruling's, or the engine's.
    engine
        The engine's shares in the run in force, and that run.
    """

    source: str
    ticket_id: str
    attributed: tuple[Share, ...]
    engine: tuple[Share, ...]
    run_id: int | None


def accept(standing: Standing, by: By) -> Ruling:
    """Confirm the engine's answer, also if it is Unattributed."""
    return _ruling(standing, by, "accept", standing.engine)


def assign(standing: Standing, department: str, by: By, issue: str | None = None) -> Ruling:
    """Attribute the whole ticket to one department."""
    return _ruling(standing, by, "assign", (Share(department, issue),))


def split(standing: Standing, shares: Sequence[Share], by: By) -> Ruling:
    """Attribute the ticket to several departments.

    Raises
    ------
    InputError
        If there are fewer than two, one is named twice, a share isn't positive, or they don't sum to 1.
    """
    if len(shares) < 2:
        raise InputError("A split needs two departments or more; assign the ticket to one instead.")
    return _ruling(standing, by, "split", shares)


def cannot_tell(standing: Standing, by: By) -> Ruling:
    """Rule that the ticket doesn't show where it started: it counts as Unattributed."""
    return _ruling(standing, by, "cannot_tell", (Share(UNATTRIBUTED),))


def rule_kind(standing: Standing, kind: str, by: By) -> Ruling:
    """Rule on what the ticket is, and not on where it started: only a complaint has an origin.

    Raises
    ------
    InputError
        If the kind is none of `etl.model.RULED_KINDS`.
    """
    if kind not in model.RULED_KINDS:
        raise InputError(f"A ticket can be {', '.join(model.RULED_KINDS)}, not {kind!r}.")
    return replace(_ruling(standing, by, KIND, ()), kind=kind)


def skip(standing: Standing, by: By) -> Ruling:
    """Skip a ticket of the random sample: nothing is decided, and it is shown as missing."""
    return _ruling(standing, by, SKIP, ())


def dispute(standing: Standing, about: str, proposed: str | None, by: By) -> Ruling:
    """Dispute a department's share: "that isn't ours". No share changes until the dispute is answered.

    Parameters
    ----------
    about
        Department whose share is disputed; its head speaks.
    proposed
        Department that the head names instead; None if none is named.

    Raises
    ------
    InputError
        If the department has no share of the ticket, proposes itself, or gives no reason.
    """
    if about == UNATTRIBUTED or about not in {share.department for share in standing.attributed}:
        raise InputError(f"{about} has no share of this ticket to dispute.")
    if proposed == about:
        raise InputError(f"A dispute proposes another department than {about}, or none.")
    if not by.reason.strip():
        raise InputError("Say why it isn't yours: the answer rests on that.")
    whose = replace(by, speaks_for=by.speaks_for or about)
    return replace(_ruling(standing, whose, "dispute", ()), about=about, proposed=proposed)


def answer(standing: Standing, waiting: Ruling, by: By, outcome: str, department: str | None = None) -> Ruling:
    """Answer a dispute, which closes it; both positions stay on the record.

    Parameters
    ----------
    waiting
        The dispute.
    outcome
        "accepted": the share goes to the department proposed; "kept": it stays; "elsewhere": it goes to `department`.

    Raises
    ------
    InputError
        If the outcome is unknown, "accepted" answers a dispute that proposes no department, "elsewhere" names no other
        department, or the person who answers raised the dispute.
    """
    about = waiting.about or ""
    if _name(by.author) == waiting.author:
        raise InputError("You raised this dispute: the other department or the lead answers it. You can take it back.")
    if outcome == "kept":
        shares = standing.attributed
    elif outcome == "accepted":
        if waiting.proposed is None:
            raise InputError("The dispute proposes no department; say where the share goes instead.")
        shares = moved(standing.attributed, about, waiting.proposed)
    elif outcome == "elsewhere":
        if department is None or department == about:
            raise InputError(f"Name another department than {about}, or keep the share.")
        shares = moved(standing.attributed, about, department)
    else:
        raise InputError(f"A dispute is answered with accepted, kept or elsewhere, not {outcome!r}.")
    made = _ruling(standing, by, "answer", shares)
    return replace(made, about=about, refers_to=waiting.group, outcome=outcome)


def withdraw(standing: Standing, said: Ruling, by: By) -> Ruling:
    """Take back one's own ruling or dispute: a slip, or a dispute that was settled otherwise. Its row stays.

    Raises
    ------
    InputError
        If somebody else made it.
    """
    if said.author != _name(by.author):
        raise InputError(f"Only {said.author} can take that back. Rule again instead: the later ruling counts.")
    return replace(_ruling(standing, by, "withdraw", ()), refers_to=said.group)


def moved(shares: Sequence[Share], source: str, target: str) -> tuple[Share, ...]:
    """Move one department's share to another, added to what that one has already."""
    part = sum(share.share for share in shares if share.department == source)
    kept = [share for share in shares if share.department != source]
    if part <= 0:
        return tuple(kept)
    already = next((share for share in kept if share.department == target), None)
    if already is None:
        return (*kept, Share(target, None, part))
    return tuple(s._replace(share=s.share + part) if s is already else s for s in kept)


def record(ledger: Ledger, *rulings: Ruling) -> None:
    """Add rulings to the ledger; they are on disk when this returns."""
    entered = {"recorded_at": datetime.now(UTC).replace(tzinfo=None)}
    ledger.add(model.rulings, [row | entered for ruling in rulings for row in ruling.rows()])


def _ruling(standing: Standing, by: By, action: str, shares: Sequence[Share]) -> Ruling:
    return Ruling(
        group=uuid.uuid4().hex,
        source=standing.source,
        ticket_id=standing.ticket_id,
        action=action,
        shares=whole(shares) if shares or action not in (KIND, "dispute", "withdraw", SKIP) else (),
        author=_name(by.author),
        ruled_at=by.at or datetime.now(UTC).replace(tzinfo=None),
        reason=_clean(by.reason)[:LONGEST_REASON] or None,
        speaks_for=by.speaks_for,
        sample=RANDOM if by.is_random else None,
        engine_department=largest(standing.engine),
        engine_run_id=standing.run_id,
        drawn=by.drawn if by.is_random else None,
    )


def whole(shares: Sequence[Share]) -> tuple[Share, ...]:
    """Check shares, and scale them to sum to 1.

    Raises
    ------
    InputError
        If there are none, one isn't positive, a department is named twice, or the sum is too far from 1.
    """
    total = sum(share.share for share in shares)
    names = [share.department for share in shares]
    if not all(name.strip() for name in names):
        raise InputError("Name the department that it is attributed to.")
    if len(set(names)) < len(names):
        raise InputError("Name each department of a ruling once.")
    if not shares or any(share.share <= 0 for share in shares) or abs(total - 1) > TOLERANCE:
        raise InputError(f"The shares of a ticket must be above 0 and sum to 100 %; these sum to {total:.0%}.")
    if abs(total - 1) < _EXACT:
        return tuple(shares)
    return tuple(share._replace(share=share.share / total) for share in shares)


def _name(author: str) -> str:
    name = " ".join(_clean(author).split())[:LONGEST_NAME].strip()
    if not name:
        raise InputError("Say who rules: a ruling carries its author's name.")
    return name


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
