"""What is in force: a pure state machine from the rulings of a ticket to its shares and its open disputes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl.ledger.rulings.ruling import KIND, RANDOM, SKIP, Ruling, Share

Key = tuple[str | None, str]
"""Source (None: any) and ticket id."""


@dataclass
class Settled:
    """State of a ticket after its rulings.

    Attributes
    ----------
    decided
        Ruling in force; None: the engine's answer is.
    kind
        What the ticket was ruled to be; None: the kind that the load found is in force.
    disputes
        Open disputes, by the department whose share is disputed.
    closed
        Disputes that somebody decided, each with the ruling that did: an answer, or one that left its department no
        share.
    contradictions
        Pairs of rulings, earlier and later, that attribute the ticket to different departments: by two people, or
        at once.
    """

    decided: Ruling | None = None
    disputes: dict[str, Ruling] = field(default_factory=dict)
    closed: list[tuple[Ruling, Ruling]] = field(default_factory=list)
    contradictions: list[tuple[Ruling, Ruling]] = field(default_factory=list)
    kind: str | None = None
    _last: Ruling | None = None

    @property
    def shares(self) -> tuple[Share, ...]:
        """Shares that were ruled; empty while the engine's are in force."""
        return () if self.decided is None else self.decided.shares


def settle(rulings: Iterable[Ruling]) -> Settled:
    """Go through the rulings of one ticket in the order in which they were made.

    The later ruling wins. A dispute changes no share and stays open until it is answered, until it is taken back, or
    until a ruling leaves its department no share of the ticket. Withdrawn rulings and skips are ignored.
    """
    in_order = list(rulings)
    withdrawn = withdrawn_groups(in_order)
    now = Settled()
    for ruling in in_order:
        if ruling.action in ("withdraw", SKIP) or ruling.group in withdrawn:
            continue
        if ruling.action == "dispute":
            now.disputes[ruling.about or ""] = ruling
            continue
        if now._last is not None and _contradicts(now._last, ruling):
            now.contradictions.append((now._last, ruling))
        now.kind, now._last = ruling.says_kind or now.kind, ruling
        if not ruling.is_deciding:  # a ruling on the kind alone leaves the origin as it was
            continue
        now.decided = ruling
        attributed = {share.department for share in ruling.shares}
        for about, dispute in list(now.disputes.items()):
            if about not in attributed or (ruling.action == "answer" and ruling.refers_to == dispute.group):
                now.closed.append((now.disputes.pop(about), ruling))
    return now


def withdrawn_groups(rulings: Iterable[Ruling]) -> set[str]:
    """Groups of rulings that their own authors took back."""
    listed = list(rulings)
    authors = {ruling.group: ruling.author for ruling in listed}
    taken_back = (r for r in listed if r.action == "withdraw" and r.refers_to is not None)
    return {str(r.refers_to) for r in taken_back if authors.get(str(r.refers_to)) == r.author}


def _contradicts(earlier: Ruling, later: Ruling) -> bool:
    """Whether two rulings contradict each other.

    An answer to a dispute resolves earlier rulings and contradicts none. Nor does a change of mind: one person's
    rulings at different moments.
    """
    is_change_of_mind = earlier.author == later.author and earlier.ruled_at != later.ruled_at
    if later.action == "answer" or is_change_of_mind:
        return False
    if earlier.is_deciding and later.is_deciding:
        return earlier.main != later.main
    return None not in (earlier.says_kind, later.says_kind) and earlier.says_kind != later.says_kind


def by_ticket(rulings: Iterable[Ruling], sources: Mapping[str, Iterable[str]]) -> dict[Key, list[Ruling]]:
    """Rulings of each ticket, in their order.

    Parameters
    ----------
    sources
        Sources that have an id, for ids that are ruled both with and without a source.
    """
    listed = list(rulings)
    named: dict[str, set[str | None]] = {}
    for ruling in listed:
        if ruling.source is not None:
            named.setdefault(ruling.ticket_id, set()).add(ruling.source)
    gathered: dict[Key, list[Ruling]] = {}
    for ruling in listed:
        whose: Iterable[str | None] = (ruling.source,)
        if ruling.source is None:
            whose = named.get(ruling.ticket_id, set()) | set(sources.get(ruling.ticket_id, ())) or {None}
        for source in sorted(whose, key=str):
            gathered.setdefault((source, ruling.ticket_id), []).append(ruling)
    return gathered


def ids_of_unclear_source(rulings: Iterable[Ruling]) -> list[str]:
    """Ids that are ruled both with and without a source: only the store can say which tickets are meant."""
    with_source: set[str] = set()
    without: set[str] = set()
    for ruling in rulings:
        (without if ruling.source is None else with_source).add(ruling.ticket_id)
    return sorted(with_source & without)


def judgements(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Each person's last decision on a ticket that was drawn at random for them, as agreement counts it."""
    listed = list(rulings)
    withdrawn = withdrawn_groups(listed)
    last: dict[str, Ruling] = {}
    for ruling in listed:
        is_judgement = ruling.is_deciding or ruling.action == KIND
        if ruling.sample == RANDOM and is_judgement and ruling.group not in withdrawn:
            last[ruling.author] = ruling
    return list(last.values())


def skipped_by(rulings: Iterable[Ruling]) -> list[str]:
    """People who skipped a ticket of the random sample, and haven't ruled on it since."""
    listed = list(rulings)
    withdrawn = withdrawn_groups(listed)
    last = {each.author: each for each in listed if each.group not in withdrawn and each.action != "withdraw"}
    return [author for author, each in last.items() if each.action == SKIP]
