"""Parts of the page Compare: the choice of measure and groups, the funnel plot, and the table of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from etl.marts.core.formatting import count, is_sampled, percent_finely
from etl.marts.core.funnel_limits import OUTER
from etl.marts.core.own_columns import PREFIX, is_own
from etl.marts.frames import comparison
from etl.marts.frames.comparison import Comparison
from etl.marts.frames.findings import TOO_OPEN
from pages.ui import address, counting, data, own_columns, parts, tables
from pages.ui.charts.funnel import funnel_plot
from pages.ui.plain_text import plain, undirected_texts
from pages.ui.start import Begun

_FILTERS = {"department": "Department", "product": "Product", "channel": "Channel", "team": "Team"}
_LOOK_ALIKE = (
    "Where complaints started is estimated here and not checked by people yet: what isn't known is taken to be as "
    "elsewhere, so groups look more alike than they may be."
)
_SIZES = {"bounce_back": "hand-offs to it"}


def choose(page: Begun) -> tuple[str, str]:
    """Grouping and measure that the address asks for, with widgets to choose others.

    Where it doesn't ask, the first that tells something is shown, else the first that can be drawn, so that the page
    doesn't open empty.
    """
    groupings = {**_FILTERS, **{f"{PREFIX}{column}": column for column in own_columns.offered()}}
    beside, other = st.columns(2, gap="medium")
    first = next((by for by in groupings if _telling(page, by)), "")
    first = first or next((by for by in groupings if _drawn(page, by)), next(iter(groupings)))
    with beside:
        by = _one("by", "Compare", {name: own_columns.label(label) for name, label in groupings.items()}, first)
    measures = comparison.choices(by)
    with other:
        return by, _one("measure", "by their", measures, _telling(page, by) or _drawn(page, by) or next(iter(measures)))


def _telling(page: Begun, by: str) -> str:
    """First measure of a grouping in which its groups could differ; empty if there is none."""
    return next((each for each in comparison.choices(by) if compared(page, by, each).is_telling), "")


def _drawn(page: Begun, by: str) -> str:
    """First measure of a grouping that can be drawn; empty if none can."""
    return next((each for each in comparison.choices(by) if compared(page, by, each).funnel is not None), "")


def _one(key: str, label: str, options: Mapping[str, str], first: str) -> str:
    shown = address.widget(key, address.one_of(key, list(options), first), first)
    return str(st.selectbox(label, list(options), format_func=lambda name: options.get(name, name), **shown))


def thing(by: str) -> str:
    """Noun for a group in a sentence."""
    return f"value of {own_columns.label(by.removeprefix(PREFIX))}" if is_own(by) else by


def plot(page: Begun, found: Comparison, by: str, measure: str) -> None:
    """Draw the funnel plot, or say why there is none."""
    title = f"{found.label}, by {thing(by).removeprefix('value of ')}"
    if found.funnel is None:
        parts.missing(title, found.why)
        return
    size = found.per.removeprefix("100 ") or _SIZES.get(measure, "complaints")
    words = {
        "size": f"{size} (each group's size)",
        "rate": f"complaints per {found.per}" if found.per else "share",
        "format": "~g" if found.per else ".1~%",
    }
    groups, curve, overall = found.groups, found.curve, found.funnel.overall
    if found.per:  # a rate is drawn per hundred, as in text
        per_100 = [name for name in groups.columns if name.startswith(("low", "high")) or name == "value"]
        groups = groups.assign(**{name: groups[name] * 100 for name in per_100})
        curve = curve.assign(**{name: curve[name] * 100 for name in curve.columns if name != "denominator"})
        overall *= 100
    usual = f"line across: {found.words(found.funnel.overall)} overall"
    bars = "; bars: what the estimate leaves open" if (groups["high"] > groups["low"]).any() else ""
    colours = page.colours if by == "department" else {}
    under = f"{usual}{bars}\n{page.under(drawn=0.0)}"
    of = "returned" if measure == "bounce_back" else by
    drawn = funnel_plot(groups, curve, overall, colours, words, title, under, page.ink, by=of)
    outside = groups.loc[groups["beyond"] == "99.8 %", "group"].tolist()
    told = f"outside the outer limits: {', '.join(outside)}" if outside else "all groups lie within the outer limits"
    parts.chart(
        drawn, f"Funnel plot of {title}; {told}", key="funnel", opens=counting.of_compared(page.filters, measure)
    )
    st.caption(plain(comparison.limits_words(found)))
    if measure == "share_elsewhere" and not is_sampled(page.complaints):
        st.caption(_LOOK_ALIKE)
    if found.left_out:
        st.caption(plain(f"Not drawn: {count(found.left_out)} without a group of their own (unknown, or too few)."))


def table(found: Comparison) -> None:
    """The groups in words, those that differ most first."""
    if found.funnel is None:
        return
    rank = {"99.8 %": 0, "95 %": 1, "": 2}
    ordered = found.groups.assign(rank=found.groups["beyond"].map(rank)).sort_values("rank", kind="stable")
    level = ordered["beyond"].replace("99.8 %", percent_finely(OUTER))
    outside = (ordered["way"] + ", outside " + level).where(level != "", "within the limits")
    shown = ordered.assign(outside=outside)[["group", "rate", "of", "limits", "outside"]]
    columns: dict[str, Any] = {
        "group": "Group", "rate": "Rate", "of": "Counted", "limits": "95 % limits", "outside": "Compared with all",
    }  # fmt: skip
    tables.table(
        undirected_texts(shown), column_config=columns, key="compared", alt="Groups with their rates and limits"
    )


def compared(page: Begun, by: str, measure: str) -> Comparison:
    """The answer of the marts; none about origins where too little is known of them."""
    if page.is_guesswork and comparison.is_of_origins(by, measure):
        return comparison.nothing(by, measure, TOO_OPEN)
    return data.ask(comparison.compared, page.filters, by=by, measure=measure, seed=data.settings().seed)
