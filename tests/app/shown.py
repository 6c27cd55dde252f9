"""What a chart shows: its picture, drawn as a browser would, read back as words and marks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import vl_convert

WIDTH = 400
"""Pixels of a chart that takes the width of its container."""

Point = tuple[float, float]
_TRANSLATED = re.compile(r"translate\((-?[\d.e-]+),(-?[\d.e-]+)\)")
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*(?:e-?\d+[^A-Za-z]*)*)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")


@dataclass(frozen=True)
class Box:
    """Where something stands in the picture, in pixels from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Mark:
    """One mark.

    Attributes
    ----------
    kind
        As screen readers are told: "bar", "rect", "circle", "point", "tick", "square", "rule", "line", "area", "text".
    says
        What screen readers are told of it, name and value: what places it, and the entries of its tooltip.
    words
        Of a text, its lines separated by line breaks; empty for others.
    fill, stroke
        Colours; empty where it has none.
    opacity
        0 to 1.
    is_broken
        Whether its line or outline is dashed.
    box
        Where it stands; of a text, the point that it is placed by.
    pieces
        Parts of its path that don't touch: two of a line with one gap.
    """

    kind: str
    says: tuple[str, ...]
    words: str
    fill: str
    stroke: str
    opacity: float
    is_broken: bool
    box: Box
    pieces: int


@dataclass(frozen=True)
class Shown:
    """A chart's picture.

    Attributes
    ----------
    title, subtitle
        Over the chart, the subtitle by line.
    texts
        All that is written, axes and legends too.
    legend
        Names in the legends.
    marks
        In the order in which they are drawn: a later one lies over an earlier one.
    plot
        Room of the marks, between the axes; of several charts below each other, that of the first.
    paper
        Colour behind the chart.
    """

    title: str
    subtitle: tuple[str, ...]
    texts: tuple[str, ...]
    legend: tuple[str, ...]
    marks: tuple[Mark, ...]
    plot: Box
    paper: str

    def of_kind(self, kind: str) -> list[Mark]:
        """Marks of a kind."""
        return [mark for mark in self.marks if mark.kind == kind]

    def saying(self, entry: str) -> list[Mark]:
        """Marks of which this is said, such as "disputed: 3 of 10"."""
        return [mark for mark in self.marks if entry in mark.says]

    @property
    def words(self) -> list[str]:
        """What is written among the marks."""
        return [mark.words for mark in self.of_kind("text")]

    def word(self, words: str) -> Mark:
        """The one text among the marks with these words."""
        (found,) = (mark for mark in self.of_kind("text") if mark.words == words)
        return found


def shown(chart: Any, width: int = WIDTH) -> Shown:
    """Draw an Altair chart, or its spec, and read the picture; `width` is that of its container, in pixels."""
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    for panel in spec.get("vconcat", [spec]):
        if panel.get("width") == "container":
            panel["width"] = width
    picture = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec))
    reading = _Reading()
    reading.read(picture, (0.0, 0.0), "")
    paper = next(part.get("fill", "") for part in picture if _tag(part) == "rect")
    first = {role: told[0] if told else "" for role, told in reading.written.items()}
    return Shown(
        title=first.get("title-text", ""),
        subtitle=tuple(first.get("title-subtitle", "").split("\n")),
        texts=tuple(text for told in reading.written.values() for text in told if text),
        legend=tuple(reading.written.get("legend-label", ())),
        marks=tuple(reading.marks),
        plot=reading.plots[0],
        paper=paper,
    )


def as_written(served: str) -> dict[str, Any]:
    """Spec of a served chart, with title and subtitle as plain text instead of the expressions that wrap them.

    Vega-Lite's schema allows no expression as subtitle.
    """
    spec: dict[str, Any] = json.loads(served)
    title = spec.get("title", {})
    for name in {"text", "subtitle"} & set(title):
        if isinstance(title[name], dict):
            words, _ = json.JSONDecoder().raw_decode(title[name]["expr"].partition("replace(")[2])
            title[name] = words.split("\n") if name == "subtitle" else words
    return spec


class _Reading:
    """What has been read of a picture so far."""

    def __init__(self) -> None:
        self.written: dict[str, list[str]] = {}
        self.marks: list[Mark] = []
        self.plots: list[Box] = []

    def read(self, part: ElementTree.Element, at: Point, role: str) -> None:
        """Read a part of the picture; `at` is where it is placed, `role` what the marks around it are for."""
        if (moved := _TRANSLATED.match(part.get("transform", ""))) is not None:
            at = at[0] + float(moved[1]), at[1] + float(moved[2])
        names = part.get("class", "").split()
        role = next((name.removeprefix("role-") for name in names if name.startswith("role-")), role)
        if part.get("display") == "none" or part.get("opacity") == "0" or _tag(part) == "defs":
            return
        if _tag(part) == "text":
            self.written.setdefault(role, []).append(_words(part))
        if names == ["background"] and (box := _box(part, at)).width * box.height > 0:
            self.plots.append(box)
        if role == "mark" and part.get("aria-label"):
            self.marks.append(_mark(part, at))
        for inner in part:
            self.read(inner, at, role)


def _mark(part: ElementTree.Element, at: Point) -> Mark:
    return Mark(
        kind=part.get("aria-roledescription", "").removesuffix(" mark"),
        says=tuple(part.get("aria-label", "").split("; ")),
        words=_words(part) if _tag(part) == "text" else "",
        fill=part.get("fill", ""),
        stroke=part.get("stroke", ""),
        opacity=float(part.get("opacity", 1)),
        is_broken=float(part.get("stroke-dasharray", "0").split(",")[-1]) > 0,  # dashes without gaps are a whole line
        box=_box(part, at),
        pieces=part.get("d", "").count("M"),
    )


def _tag(part: ElementTree.Element) -> str:
    return part.tag.rpartition("}")[2]


def _words(part: ElementTree.Element) -> str:
    return "\n".join(line.text or "" for line in part) if len(part) else part.text or ""


def _box(part: ElementTree.Element, at: Point) -> Box:
    if _tag(part) == "line":
        points = [(0.0, 0.0), (float(part.get("x2", 0)), float(part.get("y2", 0)))]
    else:
        points = _points(part.get("d", "")) or [(0.0, 0.0)]
    across, down = zip(*points, strict=True)
    return Box(at[0] + min(across), at[1] + min(down), at[0] + max(across), at[1] + max(down))


def _points(path: str) -> list[Point]:
    """Points between which a path lies."""
    found: list[Point] = []
    x = y = 0.0
    for letter, told in _STEP.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(told)]
        if letter in "hv":  # how far on, to the right or down
            x, y = (x + numbers[0], y) if letter == "h" else (x, y + numbers[0])
            found.append((x, y))
        elif letter == "A":  # halves of circles: as far up and down as their radius
            radius, (x, y) = numbers[1], numbers[-2:]
            found += [(x, y - radius), (x, y + radius)]
        elif letter in "MLC":
            x, y = numbers[-2:]
            found += list(zip(numbers[::2], numbers[1::2], strict=True))
        elif letter not in "Zz":
            raise ValueError(f"a path with {letter}: {path}")
    return found
