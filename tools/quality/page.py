"""The page quality.md and its picture, from the figures alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from etl.evaluation.evaluate import Quality

Check = tuple[str, str, str, bool, str]
"""A goal, what the engine reaches, what that is held against, whether it is met, and a remark."""

_HEADER = """# Quality of the attribution

Written by `make quality`; do not edit. Each figure is a mean over {draws} draws of the tickets that are ruled; tested
are tickets that are not. *headwater* is the engine, *baseline* is TF-IDF over one and two words with logistic
regression (scikit-learn's defaults), taught with the same rulings in the same run. The taxonomies are those of
`tools/quality/taxonomies/` (the shipped one for the sample), written as a user would who knows the
departments, not from the labels.

accuracy, macro F1 and κ are of the first choice, also where the engine abstains; a label that the taxonomy doesn't
name counts as wrong. Calibration error: ten equal bins; by chance: what exact confidences would show on as many
tickets. Cover at 90 %: the largest part of the tickets, most confident first, that is right nine times in ten.
Attributed: the part that isn't left Unattributed; precision: the part of that which is right, with a target of 90 %.
"–": nothing was attributed.

![Macro F1 by number of rulings](quality.svg)
"""
_LABELS = {
    "rulings": "rulings", "contestant": "who", "accuracy": "accuracy", "macro_f1": "macro F1", "kappa": "κ",
    "calibration_error": "calibration error", "calibration_by_chance": "by chance", "coverage_at_90": "cover at 90 %",
    "coverage": "attributed", "precision": "precision", "ablation": "what", "tested": "tested",
    "two": "with two causes", "split": "split", "of_two": "of these with two causes", "both_right": "both right",
    "language": "language", "tickets": "tickets", "complaints": "complaints", "right": "right kind",
    "from_rulings_alone": "from rulings alone",
    "complaint_precision": "precision of complaint", "complaint_recall": "recall of complaint",
    "drawn": "drawn", "error": "error", "cover": "cover", "twice_its_error": "±", "worst": "worst department",
    "half_width": "half-width", "wilson": "Wilson's", "ratio": "ratio", "allowed": "allowed",
    "total_variation": "total variation",
    "first_wrong": "wrong first choices", "held": "within the range", "factor": "factor",
}  # fmt: skip

_NAMED_AT_START = {"it_tickets": 0.10}
"""Sets on which the surest are named without a ruling, and the part of the tickets that they shall be at least."""


def write_page(
    path: Path,
    what: Mapping[str, str],
    results: Mapping[str, Quality],
    ablations: Mapping[str, pd.DataFrame],
    further: Mapping[str, Mapping[str, pd.DataFrame]] | None = None,
    goals: Mapping[str, Sequence[Check]] | None = None,
) -> None:
    """Write the page.

    Parameters
    ----------
    what
        Name of each set to what it is.
    results, ablations
        Figures by set.
    further
        By set, further tables by the sentence above them.
    goals
        By set, further goals.
    """
    draws = max(int(quality.figures["draw"].max()) + 1 for quality in results.values())
    parts = [_HEADER.format(draws=draws), "## Goals\n", _goals(results, goals or {})]
    for name, quality in results.items():
        parts += [f"## {name}\n", f"{what[name].capitalize()}; {quality.count_tickets:,} tickets.\n"]
        if quality.outside:
            outside = sum(quality.outside.values())
            parts.append(f"{outside:,} of them bear a label that the taxonomy doesn't name.\n")
        means = quality.means()
        is_mute = means["contestant"] == "baseline"
        means.loc[is_mute, ["coverage", "precision"]] = np.nan  # it has no rule for abstaining
        means = means.drop(columns="tested")
        parts.append(_table(means.sort_values(["rulings", "contestant"], ascending=[True, False])))
        parts += ["What holds it (one draw):\n", _table(ablations[name].drop(columns="tested"))]
        for told, table in (further or {}).get(name, {}).items():
            parts += [f"{told}\n", _table(table)]
    path.write_text("\n".join(parts), encoding="utf-8")


def picture(results: Mapping[str, Quality], path: Path) -> None:
    """Macro F1 by number of rulings, a panel a set."""
    frames = [quality.means().assign(set=name) for name, quality in results.items()]
    figures = pd.concat(frames, ignore_index=True)
    figures["rulings"] = figures["rulings"].astype("str")
    order = [str(size) for size in sorted(figures["rulings"].astype(int).unique())]
    colours = alt.Scale(range=["#009988", "#777777"], domain=["headwater", "baseline"])
    lines = alt.Chart(figures).mark_line(point=True).encode(
        x=alt.X("rulings:N", sort=order, title="rulings", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("macro_f1:Q", title="macro F1", scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("contestant:N", title=None, scale=colours),
    )  # fmt: skip
    panels = lines.properties(width=220, height=180).facet(facet=alt.Facet("set:N", title=None), columns=2)
    panels.resolve_scale(x="independent").save(str(path))


def _goals(results: Mapping[str, Quality], further: Mapping[str, Sequence[Check]]) -> str:
    """What was aimed at, and whether each set meets it, in the figures themselves."""
    rows = []
    for name, quality in results.items():
        means = quality.means().set_index(["contestant", "rulings"])
        for goal, ours, other, is_met, remark in (*_checks(means), *_surest(name, means), *further.get(name, ())):
            rows.append(
                {
                    "set": name,
                    "goal": goal,
                    "engine": ours,
                    "against": other,
                    "met": "–" if ours == "–" else "yes" if is_met else "**no**",
                    "remark": remark,
                }
            )
    return pd.DataFrame(rows).pipe(_markdown)


def _surest(name: str, means: pd.DataFrame) -> list[Check]:
    """Without a ruling, the tickets that the engine is surest of shall be named, and named right."""
    if name not in _NAMED_AT_START:
        return []
    part, right = (float(means[figure].loc[("headwater", 0)]) for figure in ("coverage", "precision"))
    least = _NAMED_AT_START[name]
    return [
        ("attributed with 0 rulings", f"{part:.3f}", f"{least:.3f}", part >= least, ""),
        ("precision with 0 rulings: 0.88", f"{right:.3f}", "0.880", right >= 0.88, ""),
    ]


def _checks(means: pd.DataFrame) -> list[Check]:
    def of(who: str, size: int, figure: str) -> float:
        return float(means[figure].loc[(who, size)])

    sizes = sorted({size for _, size in means.index})
    checks = []
    for figure in ("accuracy", "macro_f1"):
        ours, base = of("headwater", 0, figure), of("baseline", 200, figure)
        checks.append(
            (f"{_LABELS[figure]} with 0 rulings: baseline's with 200", f"{ours:.3f}", f"{base:.3f}", ours >= base, "")
        )
    ours, base = of("headwater", 200, "macro_f1"), of("baseline", 500, "macro_f1")
    checks.append(("macro F1 with 200: baseline's with 500", f"{ours:.3f}", f"{base:.3f}", ours >= base, ""))
    most = sizes[-1]
    for figure in ("accuracy", "macro_f1"):
        ours, base = of("headwater", most, figure), of("baseline", most, figure)
        checks.append((f"{_LABELS[figure]} with {most:,}: baseline's", f"{ours:.3f}", f"{base:.3f}", ours >= base, ""))
    for size in (size for size in sizes if size >= 200):
        ours, base = of("headwater", size, "coverage_at_90"), of("baseline", size, "coverage_at_90")
        tested = of("headwater", size, "tested")
        remark = f"{ours * tested:,.0f} and {base * tested:,.0f} of {tested:,.0f} tickets"
        checks.append((f"cover at 90 % with {size:,}: baseline's", f"{ours:.3f}", f"{base:.3f}", ours >= base, remark))
        error, precision = of("headwater", size, "calibration_error"), of("headwater", size, "precision")
        by_chance = f"{of('headwater', size, 'calibration_by_chance'):.3f} by chance"
        checks.append((f"calibration error with {size:,}: 0.05", f"{error:.3f}", "0.050", error <= 0.05, by_chance))
        shown = "–" if np.isnan(precision) else f"{precision:.3f}"
        checks.append((f"precision with {size:,}: 0.88", shown, "0.880", precision >= 0.88, ""))
    return checks


def _table(frame: pd.DataFrame) -> str:
    shown = frame.rename(columns=_LABELS)
    for column in shown.columns:
        if pd.api.types.is_float_dtype(shown[column]):
            shown[column] = ["–" if np.isnan(value) else f"{value:.3f}" for value in shown[column]]
        elif pd.api.types.is_integer_dtype(shown[column]):
            shown[column] = [f"{value:,}" for value in shown[column]]
    return _markdown(shown)


def _markdown(frame: pd.DataFrame) -> str:
    lines = ["| " + " | ".join(map(str, frame.columns)) + " |", "|" + "---|" * len(frame.columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in frame.itertuples(index=False)]
    return "\n".join(lines) + "\n"
