"""Quality of the attribution against known origins, for a given number of rulings, beside a plain baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl import model
from etl.attribution.claims import Floats, Integers, Objects
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.training.train import learn
from etl.errors import InputError
from etl.evaluation.baseline import baseline
from etl.evaluation.known_origins import read_known
from etl.evaluation.metrics import quality
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy, choose_taxonomy
from etl.usecases.load import LoadRequest, open_request

SIZES = (0, 50, 200, 500, 1_000, 5_000)
Learner = Callable[[Taxonomy, StagedChunk, pd.DataFrame | None, Settings], Learnt]
DRAWS = 3
MOST_TICKETS = 20_000
_MOST_TESTED = 5_000
_MOST_RULED = 0.8
_CHUNK = 10_000


@dataclass(frozen=True)
class Quality:
    """Result of an evaluation.

    Attributes
    ----------
    figures
        One row per number of rulings, draw and contestant ("headwater", "baseline"): columns rulings, draw,
        contestant, tested (tickets) and those of `metrics.quality`.
    count_tickets
        Tickets with a known origin.
    outside
        Labels that match no department, team or issue of the taxonomy, with their number of tickets: always counted as
        wrong.
    """

    figures: pd.DataFrame
    count_tickets: int
    outside: dict[str, int]

    def means(self) -> pd.DataFrame:
        """Figures averaged over the draws: one row per contestant and number of rulings, without column draw."""
        return self.figures.drop(columns="draw").groupby(["contestant", "rulings"], sort=False).mean().reset_index()

    def as_json(self) -> dict[str, Any]:
        """All figures, ready for JSON; the engine's with the fewest rulings at the top level."""
        rows = self.means().to_dict("records")
        clean = [{str(k): None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()} for row in rows]
        own = [row for row in clean if row["contestant"] == "headwater"]
        first = {k: v for k, v in own[0].items() if k != "contestant"}
        return {"tickets": self.count_tickets, "outside_taxonomy": self.outside, **first, "figures": clean}

    def lines(self) -> list[str]:
        """Lines for people: one per number of rulings and contestant."""
        lines = [f"{self.count_tickets:,} tickets with a known origin"]
        if self.outside:
            named = ", ".join(f"{label} ({count})" for label, count in list(self.outside.items())[:5])
            lines.append(f"Labels that the taxonomy doesn't name, counted as wrong: {named}")
        lines.append(
            "rulings  who         accuracy  macro F1  kappa  calibr. error  cover at 90 %  attributed  precision"
        )
        means = self.means()
        precisions = ["–" if np.isnan(value) else f"{value:.3f}" for value in means["precision"].to_numpy(np.float64)]
        for row, precision in zip(means.itertuples(), precisions, strict=True):
            lines.append(
                f"{row.rulings:>7,}  {row.contestant:<10}  {row.accuracy:>8.3f}  {row.macro_f1:>8.3f}"
                f"  {row.kappa:>5.3f}"
                f"  {row.calibration_error:>13.3f}  {row.coverage_at_90:>13.3f}  {row.coverage:>10.3f}  {precision:>9}"
            )
        return lines


def evaluate(
    request: LoadRequest,
    settings: Settings,
    *,
    truth: str,
    rulings: pd.DataFrame | None = None,
    without: Sequence[str] = (),
) -> Quality:
    """Measure the engine on a file with a column of known origins, which the engine never sees.

    Parameters
    ----------
    request
        The file, and what the user stated about it.
    truth
        Header of that column.
    rulings
        Rulings to learn from; None for the numbers of rulings of `SIZES`, drawn from the truth.
    without
        Headers of further columns to hide, because they give the origin away.

    Raises
    ------
    InputError
        If the file, the mapping, the taxonomy or the column can't be used.
    """
    export, _ = open_request(request)
    taxonomy = choose_taxonomy(settings, request.taxonomy, export.format.taxonomy)
    chunk, known = read_known(export, taxonomy, truth, without, settings.chunk_rows)
    return evaluate_tickets(chunk, known, taxonomy, settings, rulings=rulings)


def evaluate_tickets(
    chunk: StagedChunk,
    truth: pd.Series,
    taxonomy: Taxonomy,
    settings: Settings,
    *,
    rulings: pd.DataFrame | None = None,
    sizes: Sequence[int] = SIZES,
    draws: int = DRAWS,
    with_baseline: bool = True,
    learner: Learner = learn,
) -> Quality:
    """Measure the engine on tickets whose origin is known.

    For each number of rulings and each draw, that many tickets get their true origin as a ruling, the engine learns
    from all tickets and these rulings, and both contestants answer tickets that were not ruled.

    Parameters
    ----------
    chunk
        Staged tickets, without the column of the truth (see `known_origins`); the first 20,000 are used.
    truth
        Known origin of each, same index: a department, an earlier name of one, one of its teams or one of its issues.
    rulings
        Rulings to learn from in place of drawn ones; the tickets that they name aren't tested.
    sizes, draws
        Numbers of rulings; at most four fifths of the tickets are ruled.
    learner
        Function that learns; another one for an ablation.

    Raises
    ------
    InputError
        If no ticket has a known origin, or no origin is one of the taxonomy's.
    """
    chunk, labels, mapped = _known(chunk, truth, taxonomy)
    outside = labels[mapped.isna()].value_counts()
    answers = mapped.where(mapped.notna(), labels).to_numpy(object)
    texts = _plain_texts(chunk)
    rows: list[dict[str, Any]] = []
    for draw, size, ruled, tested in _draws(chunk, rulings, sizes, draws, settings.seed):
        drawn = rulings if rulings is not None else as_rulings(chunk, ruled, answers)
        found = _answers(chunk, taxonomy, learner(taxonomy, chunk, drawn if size else None, settings), tested)
        which = {"rulings": size, "draw": draw, "tested": len(tested)}
        rows.append({**which, "contestant": "headwater", **quality(answers[tested], *found)})
        if with_baseline and len(ruled):
            best, confidence = baseline([texts[i] for i in ruled], answers[ruled], [texts[i] for i in tested])
            plain = quality(answers[tested], best, confidence, np.ones(len(best), dtype=bool))
            rows.append({**which, "contestant": "baseline", **plain})
    figures = pd.DataFrame(rows).astype({"precision": "float64"})
    return Quality(figures, len(labels), {str(k): int(v) for k, v in outside.items()})


def known_departments(chunk: StagedChunk, truth: pd.Series, taxonomy: Taxonomy) -> tuple[StagedChunk, Objects]:
    """Tickets with a known origin, the first 20,000, and the department of each; any other label stays as it is.

    Raises
    ------
    InputError
        As `evaluate_tickets`.
    """
    chunk, labels, mapped = _known(chunk, truth, taxonomy)
    return chunk, mapped.where(mapped.notna(), labels).to_numpy(object)


def _known(chunk: StagedChunk, truth: pd.Series, taxonomy: Taxonomy) -> tuple[StagedChunk, pd.Series, pd.Series]:
    """Tickets with a known origin, its label, and its department (missing: the taxonomy doesn't name it)."""
    known = truth[truth.notna() & (truth.astype("str").str.strip() != "")].index[:MOST_TICKETS]
    if not len(known):
        raise InputError("No ticket has a known origin: the column of the truth is empty.")
    labels = truth.loc[known].astype("str").str.strip()
    mapped = labels.map({label: _department(label, taxonomy) for label in labels.unique()})
    if mapped.isna().all():
        raise InputError(
            f"No origin such as {labels.iloc[0]!r} is a department or issue of the taxonomy {taxonomy.name}; "
            "name them there, or give another file with --taxonomy."
        )
    return chunk.select(known), labels, mapped


def _draws(
    chunk: StagedChunk, rulings: pd.DataFrame | None, sizes: Sequence[int], draws: int, seed: int
) -> Iterator[tuple[int, int, Integers, Integers]]:
    """Yield draw, number of rulings, rows ruled and rows tested."""
    count = len(chunk.tickets)
    if rulings is not None:
        is_ruled = chunk.tickets["ticket_id"].isin(set(rulings["ticket_id"].astype("str"))).to_numpy(bool)
        yield 0, int(is_ruled.sum()), np.flatnonzero(is_ruled), np.flatnonzero(~is_ruled)
        return
    most = int(count * _MOST_RULED)
    for size in dict.fromkeys(min(size, most) for size in sizes):
        for draw in range(draws):
            order = np.random.default_rng([seed, draw]).permutation(count)
            yield draw, size, order[:size], np.sort(order[size:][-_MOST_TESTED:])


def as_rulings(chunk: StagedChunk, rows: Integers, answers: Objects) -> pd.DataFrame:
    """Rulings that attribute some rows to their answers."""
    tickets = chunk.tickets.iloc[rows]
    return pd.DataFrame(
        {"source": tickets["source"].to_numpy(object), "ticket_id": tickets["ticket_id"].to_numpy(object)}
    ).assign(department=answers[rows], share=1.0, author="truth")


def _answers(
    chunk: StagedChunk, taxonomy: Taxonomy, learnt: Learnt, tested: Integers
) -> tuple[Objects, Floats, npt.NDArray[np.bool_]]:
    """First choices, confidences and whether attributed, of the tested tickets."""
    parts = []
    for start in range(0, len(tested), _CHUNK):
        some = chunk.select(chunk.tickets.index[tested[start : start + _CHUNK]])
        parts.append(attribute(some, taxonomy, learnt).attributions)
    found = pd.concat(parts, ignore_index=True)
    found = found.sort_values("share", ascending=False, kind="stable").drop_duplicates(["source", "ticket_id"])
    ids = chunk.tickets.iloc[tested][["source", "ticket_id"]].reset_index(drop=True)
    found = ids.merge(found, on=["source", "ticket_id"], how="left")
    is_attributed = (found["department"] != model.UNATTRIBUTED).to_numpy(bool)
    best = found["best_department"].where(~is_attributed, found["department"]).fillna("").to_numpy(object)
    return best, found["confidence"].to_numpy(np.float64), is_attributed


def _department(label: str, taxonomy: Taxonomy) -> str | None:
    named = taxonomy.department_named(label)
    if named is not None:
        return named.name
    by_issue = next((d.name for d in taxonomy.departments if d.issue_named(label) is not None), None)
    return by_issue or taxonomy.department_of_team(label)


def _plain_texts(chunk: StagedChunk) -> list[str]:
    subject, body = (chunk.tickets[name].fillna("").tolist() for name in ("subject", "body"))
    return [f"{s} {b}" for s, b in zip(subject, body, strict=True)]
