"""Data access of the pages, with the only cache: keyed by store, snapshot, rulings, question, filters, and the marks
by which the reader's locale writes numbers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import sqlalchemy as sa
import streamlit as st

from etl import locales, model
from etl.ledger.links import Moment, last_numbers
from etl.ledger.rulings import Counted, Decisions
from etl.marts.core.colours import colours_of
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.frames import breakdowns
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.session import OpenViews, View, open_view
from etl.settings import CONFIG_FILE, Settings, load_settings
from etl.store import Ledger, open_ledger, open_warehouse
from etl.taxonomy import Taxonomy
from pages.ui.then import shown_then

T = TypeVar("T")
Question = Callable[[View], Any]
Stamp = tuple[int, int, int]

_KEPT_ANSWERS = 600
"""Cached answers: small frames, a few kB each; the oldest is evicted first."""


_KEPT_VIEWS = 2
"""Cached states: the current one, and that before the last ruling, which somebody may still be viewing."""


class _SnapshotMovedError(Exception):
    """A load was published between naming the snapshot and opening it."""


def settings() -> Settings:
    """Settings of this process, read anew when the environment or the file has changed."""
    told = tuple(sorted((name, text) for name, text in os.environ.items() if name.startswith("HEADWATER_")))
    try:
        changed = CONFIG_FILE.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _settings(told, changed, Path.cwd())


@lru_cache(maxsize=8)
def _settings(told: tuple[tuple[str, str], ...], changed: int, here: Path) -> Settings:
    return load_settings()


def snapshot() -> str:
    """Name of the snapshot in force; empty where nothing has been loaded."""
    return open_warehouse(settings()).current()


def moment() -> Moment:
    """The current state, which a copied link carries."""
    chosen = settings()
    return Moment(open_warehouse(chosen).current(), _rulings_stamp(chosen))


def earlier() -> Moment | None:
    """The earlier state that this visitor chose to look at; None: today's."""
    chosen = settings()
    then = shown_then(chosen)
    if then is None or any(a > b for a, b in zip(then.until, _rulings_stamp(chosen), strict=True)):
        return None  # never written: the page says that there was no such state
    return then


def keeps(then: Moment) -> bool:
    """Whether the snapshot of a state can still be opened."""
    return open_warehouse(settings()).keeps(then.snapshot)


@st.cache_resource(max_entries=4, show_spinner=False)
def _open_ledger(chosen: Settings) -> Ledger:
    """Ledger that stays open, because every answer checks its stamp."""
    return open_ledger(chosen)


def _ledger(chosen: Settings) -> Ledger:
    found = _open_ledger(chosen)
    if found.shut:
        _open_ledger.clear()  # there may be room again by the next run
    return found


def ledger_shut() -> str:
    """Reason why nothing can be recorded now; empty if it can."""
    return _ledger(settings()).shut


def _rulings_stamp(chosen: Settings) -> Stamp:
    return last_numbers(_ledger(chosen))


@st.cache_data(max_entries=_KEPT_ANSWERS, show_spinner="Reading the store …")
def _kept(asked: str, _chosen: Settings, _state: Moment, _is_earlier: bool, _question: Question) -> Any:
    with _open_views().of(_chosen, _state, _state if _is_earlier else None) as view:
        if view.reader.snapshot != _state.snapshot:
            raise _SnapshotMovedError
        return _question(view)


def _kept_of(chosen: Settings, state: Moment, is_earlier: bool, key: tuple[Any, ...], question: Question) -> Any:
    # Streamlit looks into every field of an argument to tell it from others, which takes longer than most questions.
    asked = repr((chosen, state, is_earlier, key))
    return _kept(asked, chosen, state, is_earlier, question)


@st.cache_resource(show_spinner=False)
def _open_views() -> OpenViews:
    return OpenViews(_KEPT_VIEWS)


def _answer(key: tuple[Any, ...], question: Question, then: Moment | None = None) -> Any:
    key = (locales.current(), *key)  # answers hold sentences, and two readers of one link may write numbers differently
    chosen = settings()
    then = then or earlier()
    if then is not None:
        return _kept_of(chosen, then, True, key, question)
    try:
        return _kept_of(chosen, Moment(snapshot(), _rulings_stamp(chosen)), False, key, question)
    except _SnapshotMovedError:
        st.rerun()


def name_of(question: Callable[..., Any]) -> str:
    """Cache name of a function: its module and qualified name.

    Raises
    ------
    ValueError
        If the function is nested in another: two such functions can have the same name.
    """
    if "<" in question.__qualname__:
        raise ValueError(f"{question.__qualname__} is made anew on each run: put it at the top of its module.")
    return f"{question.__module__}.{question.__qualname__}"


def ask(question: Callable[..., T], filters: Filters, **details: Any) -> T:
    """Cached answer of a function of `etl.marts` that takes a scope: connection, filters, taxonomy and rulings."""

    def put(view: View) -> Any:
        return question(view.scope(filters), **details)

    answer: T = _answer(("ask", name_of(question), filters, tuple(sorted(details.items()))), put)
    return answer


def ask_then(then: Moment, question: Callable[..., T], filters: Filters) -> T:
    """Cached answer of such a function about an earlier state, or the current one of `moment`.

    Raises
    ------
    SnapshotGoneError
        If its snapshot isn't kept.
    """
    key = ("ask", name_of(question), filters, ())
    answer: T = _answer(key, lambda view: question(view.scope(filters)), then)
    return answer


def without_decisions(groups: frozenset[str], question: Callable[..., T], filters: Filters) -> T:
    """Answer of such a function as if some rulings hadn't been made."""
    then = earlier()

    def put(view: View) -> Any:
        counted = Counted(None if then is None else then.until, groups)
        return question(view.deciding(settings(), counted).scope(filters))

    answer: T = _answer(("without", groups, name_of(question), filters), put)
    return answer


def decisions() -> Decisions:
    """What people decided: rulings in force, disputes that wait, contradictions, judgements of the random sample."""
    answer: Decisions = _answer(("decisions",), lambda view: view.decisions)
    return answer


def look_up(question: Callable[..., T], *details: Any) -> T:
    """Cached answer of a function that takes the connection, for the set-up, which needs no measures."""
    answer: T = _answer(
        ("look_up", name_of(question), details), lambda view: question(view.reader.connection, *details)
    )
    return answer


def measured(filters: Filters) -> dict[str, Measured]:
    """Every measure under the filters: the very numbers of ``python -m etl measures``."""

    def put(view: View) -> Any:
        return compute(view.scope(filters), seed=settings().seed)

    answer: dict[str, Measured] = _answer(("measured", filters), put)
    return answer


def complaints(filters: Filters) -> Measured:
    """Number of complaints under the filters, as in `measured`, but in a sixth of the time."""

    def put(view: View) -> Any:
        only = ("complaints",)
        found = compute(view.scope(filters), only)
        return found["complaints"]

    answer: Measured = _answer(("complaints", filters), put)
    return answer


def taxonomy() -> Taxonomy:
    """Taxonomy in force."""
    answer: Taxonomy = _answer(("taxonomy",), lambda view: view.taxonomy)
    return answer


def is_empty() -> bool:
    """Whether no ticket has been loaded."""
    return not (earlier() or snapshot()) or bool(_answer(("is_empty",), lambda view: view.reader.is_empty))


def state() -> breakdowns.DataState:
    """State of the store, ignoring filters."""
    return ask(breakdowns.data_state, Filters())


def runs() -> pd.DataFrame:
    """Attribution runs, newest first: run_id, load_id, started_at, engine_version, taxonomy_name, learnt (a dict).

    Answers for single tickets are left out of what a run learnt.
    """
    table = model.runs
    columns = [
        table.c[name] for name in ("run_id", "load_id", "started_at", "engine_version", "taxonomy_name", "learnt")
    ]

    def put(view: View) -> Any:
        rows = view.reader.read(sa.select(*columns).order_by(table.c.run_id.desc()))
        learnt = [
            {name: value for name, value in json.loads(text).items() if name != "unseen"} for text in rows["learnt"]
        ]
        return rows.assign(learnt=pd.Series(learnt, dtype=object))

    answer: pd.DataFrame = _answer(("runs",), put)
    return answer


def colours() -> dict[str, str]:
    """Colour of each department, independent of filters."""
    return colours_of(ask(breakdowns.by_department, Filters()), taxonomy())


def options(name: str) -> list[Any]:
    """Values of a filter in the whole store, most frequent first."""
    return ask(breakdowns.options_of_store, Filters())[name]


def log_access(what: str, filters: Filters, count_rows: int) -> None:
    """Record in the ledger that rows with customers' words were exported."""
    ledger = open_ledger(settings())
    try:
        ledger.log_access(what, json.dumps(filters.to_query(), ensure_ascii=False), count_rows)
    finally:
        ledger.close()


def fresh(question: Callable[[Scope], T], filters: Filters) -> T:
    """Uncached answer, for downloads, which may be large and are made on demand."""
    with open_view(settings(), earlier()) as view:
        return question(view.scope(filters))


def today() -> date:
    """Today's date, for warnings about stale data."""
    return date.today()


def detail(source: str, ticket_id: str) -> breakdowns.TicketDetail | None:
    """One ticket with its attributions, evidence and journey; None if the store doesn't have it."""
    return ask(breakdowns.ticket_detail, Filters(), source=source, ticket_id=ticket_id)
