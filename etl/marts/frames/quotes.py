"""Customers' own words: the complaints that best show what an issue is about."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.attribution.signals import BY_NAME
from etl.marts.shares.scope import Scope
from etl.model import KINDS
from etl.staging.kinds.by_words import kind_evidence
from etl.staging.kinds.lexicon import SETTLES
from etl.taxonomy import Taxonomy

_OF_WORDS = [name for name, signal in BY_NAME.items() if signal.is_text]

READABLE = 200
"""Characters of a text that is long enough to say something and short enough to read aloud."""

SHORTEST, LONGEST = 40, 1_000
"""Fewest and most characters of a quoted text."""
_CLEAR = 2 * SETTLES
"""Least strength of the words of praise in a text that is quoted: of the sample's, 363 of 365 are praise."""
_ASKED = 10
"""Candidates examined for each piece of praise that is quoted."""


def quotes(
    scope: Scope,
    *,
    per_issue: int = 1,
    limit: int = 6,
    language: str = "",
) -> pd.DataFrame:
    """Typical complaints of each issue: the surest first, then those short enough to read aloud.

    Parameters
    ----------
    language
        The reader's, ISO 639-1: if an issue has a complaint in it, that one is taken, and these come first.

    Returns
    -------
    DataFrame
        One row per quotation, at most `per_issue` of each department and issue and `limit` in all, those in the
        reader's language first, then the issue with the most complaints: department, issue (None where none is known),
        source, ticket_id, created_date, subject, excerpt (str: the body on one line, personal data masked), confidence,
        language, pieces (tuple of tuple: department and words of its evidence, the weightiest first, for highlighting).
    """
    p = scope.as_judged().parts
    length = sa.func.length(p.c.body)
    group = {"partition_by": (p.c.department, p.c.issue)}
    is_foreign = sa.case((sa.func.lower(sa.func.substr(p.c.language, 1, 2)) == language, 0), else_=1)
    best = (is_foreign, p.c.confidence.desc(), sa.func.abs(length - READABLE), p.c.source, p.c.ticket_id)
    whole = sa.func.sum(p.c.share).over(**group)  # type: ignore[arg-type]
    names = (
        "department",
        "issue",
        "source",
        "ticket_id",
        "created_date",
        "subject",
        "body",
        "confidence",
        "language",
        "run_id",
    )
    ranked = (
        sa.select(
            *(p.c[name] for name in names),
            whole.label("complaints"),
            is_foreign.label("is_foreign"),
            sa.func.row_number().over(order_by=best, **group).label("place"),  # type: ignore[arg-type]
        )
        .where(p.c.is_complaint, length.between(SHORTEST, LONGEST))
        .subquery("ranked")
    )
    r = ranked.c
    select = sa.select(*(r[name] for name in names)).where(r.place <= per_issue)
    select = select.order_by(
        r.is_foreign, r.complaints.desc(), r.department, r.issue.asc().nulls_last(), r.place
    ).limit(limit)
    rows = scope.frame(select)
    rows["issue"] = rows["issue"].astype("object").where(rows["issue"].notna(), None)
    rows["language"] = rows["language"].astype("object").where(rows["language"].notna(), None)
    rows["excerpt"] = rows.pop("body").astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    rows["pieces"] = pd.Series(pieces_of(scope, rows), index=rows.index, dtype="object")
    return rows.drop(columns="run_id")


def pieces_of(scope: Scope, rows: pd.DataFrame) -> list[tuple[tuple[str, str], ...]]:
    """Department and words of each quotation's evidence in its text; `rows` has run_id, source, ticket_id."""
    e = model.evidence.c
    seen = sa.select(e.run_id, e.source, e.ticket_id, e.signal, e.department, e.weight, e.detail).where(
        e.ticket_id.in_(list(rows["ticket_id"])), e.run_id.in_([int(run) for run in set(rows["run_id"])])
    )
    found = dict(iter(scope.frame(seen).groupby(["run_id", "source", "ticket_id"])))
    keys = zip(rows["run_id"], rows["source"], rows["ticket_id"], strict=True)
    return [words_in_text(found[key], scope.taxonomy) if key in found else () for key in keys]


def words_in_text(evidence: pd.DataFrame, taxonomy: Taxonomy) -> tuple[tuple[str, str], ...]:
    """Department (present name) and words of the evidence found in the text, the weightiest first.

    Parameters
    ----------
    evidence
        Evidence of one ticket: signal, department, weight, detail.
    """
    speaking = evidence[evidence["signal"].isin(_OF_WORDS) & (evidence["weight"] > 0)]
    speaking = speaking.sort_values(["signal", "weight"], ascending=False, kind="stable")  # phrases first
    return tuple(
        (taxonomy.aliases.get(row["department"], row["department"]), words)
        for row in speaking.to_dict("records")
        for words in (row["detail"].split(", ") if row["signal"] == "model" else [row["detail"]])
        if words and (row["signal"] != "model" or ": " not in words)  # a declared value occurs in no text
    )


def praise(scope: Scope, *, limit: int = 6) -> pd.DataFrame:
    """Praise in customers' own words: rated good first, then the newest, of a length to read aloud.

    Only texts whose words mark them as praise and nothing else are quoted: a request that begins kindly isn't praise.

    Returns
    -------
    DataFrame
        One row per quotation: source, ticket_id, created_date, excerpt (str: the body on one line).
    """
    t = scope.with_filters(scope.filters.with_(kind=("praise",))).tickets
    length, is_good = sa.func.length(t.c.body), sa.case((t.c.satisfaction == "good", 1), else_=0)
    select = (
        sa.select(t.c.source, t.c.ticket_id, t.c.created_date, t.c.subject, t.c.body, t.c.language)
        .where(t.c.excluded_as.is_(None), length.between(SHORTEST, READABLE * 2))
        .order_by(is_good.desc(), t.c.created_at.desc(), t.c.source, t.c.ticket_id)
        .limit(limit * _ASKED)
    )
    rows = scope.frame(select)
    rows = rows[_is_praise_alone(rows)].head(limit).drop(columns=["subject", "language"]).reset_index(drop=True)
    rows["excerpt"] = rows.pop("body").astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    return rows


def _is_praise_alone(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether the words of each ticket are praise and nothing else, and ask nothing.

    They must clearly be praise, unless the source calls the ticket praise.
    """
    found = kind_evidence(rows["subject"], rows["body"], rows["language"])
    strength = found.pivot_table(index="index", columns="kind", values="strength", aggfunc="sum")
    strength = strength.reindex(index=rows.index, columns=list(KINDS)).fillna(0.0)
    others, for_it = strength.drop(columns="praise").sum(axis=1), strength["praise"]
    is_clear = (for_it >= _CLEAR) | (for_it == 0)
    return is_clear & (others == 0) & ~rows["body"].str.contains("?", regex=False)
