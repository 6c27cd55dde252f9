"""The steps of the story in their order; steps that the data doesn't support are left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from etl.ledger.commitments import Commitment
from etl.marts.core.formatting import NOTHING, count, number_of, parts_words, value_words, why_not_plain
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.commitments import commitments_finding, listing
from etl.marts.frames.findings import (
    basis_words,
    few_words,
    origin_finding,
    overview_finding,
    too_few,
    trend_finding,
)
from etl.marts.frames.hypothesis import CLAIM, LENSES, Verdict, claim_words, headline_measures, verdict
from etl.marts.frames.next_step import steps as next_steps
from etl.marts.measures.catalogue import measures
from etl.marts.shares.scope import Scope
from etl.reports.story import notes, sentences
from etl.reports.story.figures import Figures, gather
from etl.reports.story.step import Card, Picture, Proposal, Step, Story

MOST_CAUSES, MOST_HANDOFFS, MOST_QUOTES, MOST_NEXT, MOST_OTHERS = 6, 6, 3, 3, 2


def tell(
    scope: Scope, *, seed: int = 0, commitments: tuple[Commitment, ...] = (), today: date | None = None
) -> Story:  # fmt: skip
    """Tell the story of the complaints within the filters.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals come from, as for `etl.marts.measures.compute.compute`.
    commitments
        Every commitment of the ledger.
    today
        Day for which commitments are due or late; None: the real one.

    Raises
    ------
    InputError
        If nothing has been loaded.
    """
    return story_of(gather(scope, seed, commitments, today or date.today()))


def story_of(figures: Figures) -> Story:
    """The story from its figures."""
    about = figures.department or "all departments"
    title = f"Where complaints start: {about}" if figures.department else "Where complaints start"
    made = (step(figures) for step in (STEPS if _is_enough(figures) else THIN))
    return Story(title, figures, tuple(step for step in made if step is not None))


def _is_enough(figures: Figures) -> bool:
    """Whether there are enough complaints, and enough is known about where they start."""
    if not figures.complaints or too_few(figures.whole):
        return False
    share = figures.whole["share_elsewhere"]
    return share.value is not None and not why_not_plain(share)


def thin(figures: Figures) -> Step:
    """Only step where there is too little for a story: why that is so."""
    few = too_few(figures.whole)
    finding = overview_finding(figures.measured, figures.taxonomy, figures.filters)
    if figures.complaints and few:
        finding = few_words(few)
    elif figures.complaints:
        finding = sentences.thin_finding(figures)
    told = (sentences.attributed_words(figures),)
    return Step("thin", "What the data shows", finding, Picture.LINES, tuple(filter(None, told)),
                notes=notes.of(figures, ("complaints", "share_elsewhere")))  # fmt: skip


def help_on(figures: Figures) -> Step | None:
    """What would make more known, the most useful first."""
    todo = tuple(each.text for each in next_steps(figures.coverage))[:MOST_NEXT]
    if not todo:
        return None
    finding = "One step would tell more" if len(todo) == 1 else f"{count(len(todo))} steps would tell more"
    return Step("next", "What would help", f"{finding}; the most useful is first.", Picture.LINES, todo)


def conclusion(figures: Figures) -> Step:
    """Verdict on the claim: the headline's numbers, in the words of the page."""
    measured, front = figures.measured, sentences.front_of(figures)
    known = {each.name: each.label for each in measures()}
    names = headline_measures(figures.filters)
    cards = tuple(
        _card(name, known[name], measured[name]) for name in names
    )  # fmt: skip
    origins = measured["share_of_all" if figures.filters.department or figures.filters.issue else "share_elsewhere"]
    said = (claim_words(measured, front), basis_words(origins, front))
    told = (figures.strip(), sentences.attributed_words(figures), sentences.agreement_words(measured))
    finding = origin_finding(measured, figures.taxonomy, figures.filters)
    noted = (f"The claim: “{CLAIM}”", *told, *notes.of(figures, names), *notes.KNOWN)
    return Step("verdict", "The verdict", finding, Picture.CARDS, cards, tuple(filter(None, said)), noted)


def _card(name: str, label: str, found: Measured) -> Card:
    """Card of a number; "–" where it only repeats an assumption about who handles what."""
    if name in LENSES and (result := verdict(found)) is Verdict.ASSUMED:
        return Card(name, label, NOTHING, result.value)
    return Card(name, label, value_words(found), parts_words(found) or note_words(found.notes))


def views(figures: Figures) -> Step | None:
    """The company's hundred orders beside the frontline's hundred complaints."""
    shown = figures.views
    finding = sentences.views_finding(figures.measured, shown, figures.filters) or sentences.origins_finding(figures)
    if not finding or (shown.company.empty and shown.frontline.empty):
        return None
    told = notes.squares(shown), notes.of(figures, ("company_view", "frontline_view"))
    return Step("views", "The two views", finding, Picture.HUNDREDS, shown, notes=(*told[0], *told[1]))


def causes(figures: Figures) -> Step | None:
    """The frontline's hours that the largest causes take, and their cost."""
    rows = _causes(figures)
    finding = sentences.causes_finding(figures)
    if rows.empty:
        return None
    if not (_knows_hours(figures) and finding and rows["frontline_hours"].sum()):
        return _counts(figures, rows)
    told = [sentences.cause_told(row) for row in rows.to_dict("records")]
    named = ("hours_given_back", "frontline_cost_elsewhere")
    return Step(
        "causes", "The largest causes", finding, Picture.CAUSES, rows.head(MOST_CAUSES).reset_index(drop=True),
        notes=(*told[: 2 * MOST_CAUSES], notes.MONEY, *notes.of(figures, named)),
    )  # fmt: skip


def _counts(figures: Figures, rows: pd.DataFrame) -> Step:
    """The causes by complaints, where nobody knows whose hours they took."""
    why = note_words(figures.measured["frontline_hours_elsewhere"].notes)
    told = [sentences.count_told(row) for row in rows.to_dict("records")]
    named = ("complaints", "frontline_hours_elsewhere")
    finding, shown = sentences.counts_finding(rows), rows.head(MOST_CAUSES).reset_index(drop=True)
    texts = pd.Series([count(number) for number in shown["complaints"]], dtype="str")
    shown = shown.assign(low=shown["low_complaints"], high=shown["high_complaints"], text=texts)
    return Step(
        "causes", "The largest causes", finding, Picture.COUNTS, shown,
        (f"Whose hours they took isn't known. {why}".strip(),),
        (*told[: 2 * MOST_CAUSES], *notes.of(figures, named)),
    )  # fmt: skip


def _knows_hours(figures: Figures) -> bool:
    """Whether the data shows who handled what, rather than assuming it."""
    return verdict(figures.measured["absorption_effort"]) not in (Verdict.ASSUMED, Verdict.UNTOLD)


def _causes(figures: Figures) -> pd.DataFrame:
    """Named causes off the frontline (of a chosen origin: all), the most hours first; else the most complaints."""
    rows = figures.causes
    is_meant = ~rows["is_unattributed"] & rows["issue"].notna()
    if not (figures.filters.department or figures.filters.issue):
        is_meant &= ~rows["is_frontline"]
    by = ["frontline_hours", "complaints"] if _knows_hours(figures) else ["complaints"]
    return rows[is_meant].sort_values(by, ascending=False, kind="stable")


def handoffs(figures: Figures) -> Step | None:
    """Who hands to whom, and what comes back unsolved."""
    rows = figures.handoffs
    rows = rows[~rows["to_department"].isin(figures.taxonomy.frontline)]
    home = figures.measured["came_home"]
    if rows.empty or home.value is None:
        return None
    told = [f"{row['from_department']} to {row['to_department']}: {row['text']}" for row in rows.to_dict("records")]
    return Step(
        "handoffs", "Hand-offs", sentences.handoffs_finding(figures), Picture.HANDOFFS,
        rows.head(MOST_HANDOFFS).reset_index(drop=True),
        notes=(*told[: 2 * MOST_HANDOFFS], *notes.of(figures, ("came_home", "lost_hours"))),
    )  # fmt: skip


def trend(figures: Figures) -> Step | None:
    """Complaints by month, where there are enough of them for limits."""
    frame = figures.months
    if frame.empty or frame["mean"].isna().all():
        return None
    if frame["is_empty"].any():  # limits are learnt from what follows the gap, and nothing is known of what lies in it
        frame = frame[frame["is_empty"][::-1].cumsum()[::-1] == 0].reset_index(drop=True)
    told = [f"{label}: {text}{', ' + signal if signal else ''}" for label, text, signal in
            zip(frame["label"], frame["text"], frame["signal"], strict=True)]  # fmt: skip
    finding = trend_finding(frame)
    return Step("months", "Complaints by month", finding, Picture.MONTHS, frame, notes=("; ".join(told), notes.LIMITS))


def quotes(figures: Figures) -> Step | None:
    """What customers write, where exactly one department is chosen: of its largest causes first."""
    if figures.quotes.empty:
        return None
    finding = sentences.quotes_finding(figures)
    # Quotations come by what single complaints are attributed to; causes are ranked by what is expected among all.
    expected = figures.causes.dropna(subset=["issue"]).set_index("issue")["complaints"]
    size = figures.quotes["issue"].map(expected).fillna(0.0)
    order = size.sort_values(ascending=False, kind="stable").index
    shown = figures.quotes.loc[order].head(MOST_QUOTES).reset_index(drop=True)
    return Step("quotes", "In the customers' words", finding, Picture.QUOTES, shown, notes=(notes.QUOTED,))


def commitments(figures: Figures) -> Step | None:
    """What has been agreed, and what is late."""
    if not figures.commitments:
        return None
    shown = listing(figures.commitments, figures.today)
    finding = commitments_finding(figures.commitments, figures.today)
    told = tuple(f"{row['cause']}: {row['what']}; {row['owner']}, {row['state']}." for row in shown.to_dict("records"))
    return Step("commitments", "Commitments", finding, Picture.COMMITMENTS, shown, notes=(*told, notes.NO_PROOF))


def ask(figures: Figures) -> Step | None:
    """What to agree on: the cause that takes most of the frontline's time and that nobody has taken on yet."""
    rows = _causes(figures)
    rows = rows[~rows["is_frontline"] & ~rows["department"].isin(figures.taxonomy.outside)]
    taken = {(each.department, each.issue) for each in figures.commitments if each.state == "agreed"}
    free = [row for row in rows.to_dict("records") if (row["department"], row["issue"]) not in taken]
    if not free:
        return None
    first = free[0]
    is_by_hours = _knows_hours(figures)
    others = tuple(
        f"{sentences.cause_words(row)}, {row['text'] if is_by_hours else number_of(row['complaints'], 'complaint')}"
        for row in free[1 : 1 + MOST_OTHERS]
    )
    worth = first["text"] if is_by_hours else ""
    many = number_of(first["complaints"], "complaint")
    proposal = Proposal(first["department"], first["issue"], worth, many, others)
    told = (notes.PROPOSED, sentences.cause_told(first) if is_by_hours else sentences.count_told(first))
    said = (f"Or: {'; '.join(others)}.",) if others else ()
    return Step("ask", "The next step", sentences.proposal_finding(proposal), Picture.PROPOSAL, proposal, said, told)


STEPS: tuple[Callable[[Figures], Step | None], ...] = (
    conclusion, views, causes, handoffs, trend, quotes, commitments, ask,
)  # fmt: skip
"""Steps in the order in which they are told."""

THIN: tuple[Callable[[Figures], Step | None], ...] = (thin, help_on, commitments)
"""Steps where there is too little for a story."""
