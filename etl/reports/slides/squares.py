"""A hundred squares with their complete legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from etl.marts.core.colours import OTHER, OTHER_LABEL
from etl.reports.slides.deck import describe, rectangle, write
from etl.reports.slides.letters import breaks_words, cut, height_of
from etl.reports.slides.paper import BODY, INK, MUTED, RULE, SMALL, Box, Words, clean

_SIDE, _GAP = 10, 0.12
_KEY, _BESIDE, _BETWEEN = 0.22, 0.34, 0.06
_HEAD = 0.34
Part = tuple[str, int, str]
"""Name, number of squares and colour."""


def hundred(
    slide: Any, box: Box, squares: pd.DataFrame, colours: Mapping[str, str], title: str, unit: str, side: float
) -> None:  # fmt: skip
    """Draw ten by ten squares in one group, filled row by row, with their parts named and counted beside them.

    Parameters
    ----------
    side
        Largest side of the whole, in inches.
    squares
        One view of ``etl.marts.frames.breakdowns.two_views``.
    colours
        Colour of each department; a square without one is dark for a complaint, and else as pale as a rule.
    """
    write(slide, Box(box.left, box.top, box.width, _HEAD), [Words(title, BODY, is_bold=True)], name=title)
    told = cut(clean(unit), box.width, SMALL, 2)
    high = height_of(told, box.width, SMALL)
    write(slide, Box(box.left, box.top + _HEAD, box.width, high), [Words(told, SMALL, colour=MUTED)], name="Unit")
    room = box.below(_HEAD + high + 0.15)
    side = min(room.height, side)
    parts = parts_of(squares, colours)
    step = side / (_SIDE - _GAP)
    drawn = []
    for place, shade in enumerate(shade for _, count, shade in parts for _ in range(count)):
        row, column = divmod(place, _SIDE)
        at = Box(room.left + column * step, room.top + row * step, step * (1 - _GAP), step * (1 - _GAP))
        drawn.append(rectangle(slide.shapes, at, shade))
    # Grouped at once: a group that grows is measured anew with every square.
    group = slide.shapes.add_group_shape(drawn)
    group.name = f"{title}: a hundred squares"
    describe(group, f"{unit}: " + ", ".join(f"{count} {name}" for name, count, _ in parts))
    beside = side + 0.25
    _key(slide, Box(room.left + beside, room.top, box.width - beside, room.height), parts)


def parts_of(squares: pd.DataFrame, colours: Mapping[str, str]) -> list[Part]:
    """Name, number of squares and colour of each part, in order; departments that share a colour are one part."""
    found: dict[str, tuple[int, str]] = {}
    named = squares.sort_values("square")
    for department, meaning, is_complaint in zip(
        named["department"], named["meaning"], named["is_complaint"], strict=True
    ):
        plain = INK if is_complaint else RULE
        name, shade = (meaning, plain) if pd.isna(department) else (department, colours.get(department, plain))
        name = OTHER_LABEL if shade == OTHER else name
        found[name] = (found.get(name, (0, shade))[0] + 1, shade)
    return [(name, count, shade) for name, (count, shade) in found.items()]


def _key(slide: Any, box: Box, parts: Sequence[Part]) -> None:
    """Draw the legend: every name whole, smaller where there are many; if need be, the smallest parts together.

    A name is never cut: beside "17 …" nobody knows what 17 squares are.
    """
    width = box.width - _BESIDE
    size, kept = _fitting(parts, width, box.height)
    top = box.top
    for name, count, shade in kept:
        text = f"{count}\u00a0\u00a0{clean(name)}"
        high = height_of(text, width, size)
        rectangle(slide.shapes, Box(box.left, top + 0.03, _KEY, _KEY), shade).name = "Key"
        write(slide, Box(box.left + _BESIDE, top, width, high), [Words(text, size)], name="Legend")
        top += high + _BETWEEN


def _fitting(parts: Sequence[Part], width: float, height: float) -> tuple[float, list[Part]]:
    for size in (BODY, SMALL, 14):
        if _fits(parts, width, height, size):
            return size, list(parts)
    for named in range(len(parts) - 2, 0, -1):
        largest = sorted(parts, key=lambda part: -part[1])[:named]
        rest = [part for part in parts if part not in largest]
        together = (f"in {len(rest)} more", sum(count for _, count, _ in rest), RULE)
        kept = [part for part in parts if part in largest] + [together]
        if _fits(kept, width, height, 14):
            return 14, kept
    return 12, list(parts)


def _fits(parts: Sequence[Part], width: float, height: float, size: float) -> bool:
    texts = [f"{count}\u00a0\u00a0{clean(name)}" for name, count, _ in parts]
    return sum(height_of(text, width, size) + _BETWEEN for text in texts) <= height and not any(
        breaks_words(text, width, size) for text in texts
    )
