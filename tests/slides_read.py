"""Slides as whoever reads them sees them: their words, and how much room these take in a wide typeface."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import ImageFont
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

FACES = {
    "DejaVu Sans": ("dejavu/DejaVuSans{}.ttf", ("", "-Bold"), 1.17),
    "Liberation Sans": ("liberation/LiberationSans-{}.ttf", ("Regular", "Bold"), 1.15),
    "Carlito": ("crosextra/Carlito-{}.ttf", ("Regular", "Bold"), 1.22),
}
"""Typefaces that programs set slides in: a wide one, one as wide as Arial, and one as wide as Calibri with high lines.

By name: files of the regular and of the bold letters, and how high lines are, in sizes of letters.
"""
WIDE = "DejaVu Sans"
_NEAR = 0.03
"""Inches that nobody sees."""
_PLACES = ("/usr/share/fonts/truetype", "/usr/share/fonts", "/usr/share/fonts/TTF")
_OWN_IS_NARROWER = 1.14
"""Pillow's own typeface is narrower than DejaVu Sans by so much: it stands in where that isn't installed."""


def read(content: bytes) -> Any:
    """The presentation of a file."""
    return Presentation(BytesIO(content))


def shapes_of(slide: Any) -> list[Any]:
    """Shapes of a slide, those within groups among them."""
    found = []
    for shape in slide.shapes:
        found += [shape, *shape.shapes] if shape.shape_type == MSO_SHAPE_TYPE.GROUP else [shape]
    return found


def texts_of(slide: Any) -> str:
    """Everything that is written on a slide, but in charts."""
    lines = [shape.text_frame.text for shape in shapes_of(slide) if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            lines += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return plain("\n".join(lines))


def notes_of(slide: Any) -> str:
    """What is said in a slide's notes."""
    return plain(slide.notes_slide.notes_text_frame.text)


def title_of(slide: Any) -> str:
    """A slide's title."""
    return plain(slide.shapes.title.text_frame.text)


def plain(text: str) -> str:
    """Text with ordinary blanks."""
    return text.replace("\u00a0", " ")


def charts_of(slide: Any) -> list[Any]:
    """A slide's charts, each in its frame."""
    return [shape for shape in slide.shapes if shape.has_chart]


def categories_of(frame: Any) -> list[str]:
    """Names beside a chart's bars."""
    return [plain(str(each)) for each in frame.chart.plots[0].categories]


def is_installed(face: str) -> bool:
    """Whether a typeface of `FACES` is there; the wide one always is, as another stands in for it."""
    return face == WIDE or _file(face, is_bold=False) is not None


def _file(face: str, *, is_bold: bool) -> Path | None:
    pattern, weights, _ = FACES[face]
    name = pattern.format(weights[is_bold])
    found = (Path(place, part) for place in _PLACES for part in (name, Path(name).name))
    return next((each for each in found if each.is_file()), None)


@cache
def _font(face: str, is_bold: bool) -> tuple[Any, float]:
    """A typeface at a hundred pixels, and by what it is taken to be wider."""
    file = _file(face, is_bold=is_bold)
    if file is None:
        return ImageFont.load_default(100), _OWN_IS_NARROWER * (1.12 if is_bold else 1.0)
    return ImageFont.truetype(str(file), 100), 1.0


def width_of(text: str, size: float, *, is_bold: bool = False, face: str = WIDE) -> float:
    """Inches of a text in a typeface."""
    font, wider = _font(face, is_bold)
    return float(font.getlength(text)) / 100 * wider * size / 72


def height_of(size: float, face: str = WIDE) -> float:
    """Inches of a line."""
    return FACES[face][2] * size / 72


def lines_of(text: str, width: float, size: float, *, is_bold: bool = False, face: str = WIDE) -> list[str]:
    """Lines of a text in so many inches, broken between words."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width_of(longer, size, is_bold=is_bold, face=face) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def needed(frame: Any, width: float, face: str = WIDE) -> float:
    """Inches of height that a text frame's words take."""
    high = 0.0
    for paragraph in frame.paragraphs:
        runs = [run for run in paragraph.runs if run.text]
        if not runs:
            continue
        size = max(run.font.size.pt for run in runs if run.font.size)
        is_bold = any(run.font.bold for run in runs)
        lines = lines_of("".join(run.text for run in runs), width, size, is_bold=is_bold, face=face)
        high += len(lines) * height_of(size, face)
    return high


def misfits(presentation: Any, face: str = WIDE) -> Iterator[str]:
    """What runs over its place, breaks a word, leaves the slide or lies on something else; nothing where all fit."""
    for number, slide in enumerate(presentation.slides, start=1):
        boxes = []
        for shape in slide.shapes:
            where = f"slide {number}, {shape.name}"
            if shape.left + shape.width > presentation.slide_width or shape.left < 0 or shape.top < 0:
                yield f"{where}: leaves the slide at its side"
            if shape.top + shape.height > presentation.slide_height:
                yield f"{where}: leaves the slide at its end"
            if shape.has_text_frame and shape.text_frame.text and _sized(shape.text_frame):
                yield from (f"{where}: {each}" for each in _wrong_text(shape, face))
            if shape.has_table:
                yield from (f"{where}: {each}" for each in _wrong_table(shape, face))
            if shape.has_chart:
                yield from (f"{where}: {each}" for each in _wrong_chart(shape, face))
            if shape.name != "Sheet" and (not shape.has_text_frame or shape.text_frame.text):
                boxes.append((shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + shape.height))
        yield from (f"slide {number}: {one} lies on {other}" for one, other in _overlapping(boxes))


def _sized(frame: Any) -> bool:
    return any(run.font.size for paragraph in frame.paragraphs for run in paragraph.runs)


def _wrong_text(shape: Any, face: str) -> Iterator[str]:
    frame = shape.text_frame
    across = (frame.margin_left + frame.margin_right) / Inches(1)
    down = (frame.margin_top + frame.margin_bottom) / Inches(1)
    width, height = shape.width / Inches(1) - across, shape.height / Inches(1) - down
    if (high := needed(frame, width, face)) > height + _NEAR:
        yield f"needs {high:.2f} inches of {height:.2f}: {frame.text!r}"
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            for word in run.text.split(" "):
                if width_of(word, run.font.size.pt, is_bold=bool(run.font.bold), face=face) > width + _NEAR:
                    yield f"breaks {word!r}"


def _wrong_table(shape: Any, face: str) -> Iterator[str]:
    for row in shape.table.rows:
        for column, cell in zip(shape.table.columns, row.cells, strict=True):
            width = (column.width - cell.margin_left - cell.margin_right) / Inches(1)
            height = (row.height - cell.margin_top - cell.margin_bottom) / Inches(1)
            if (high := needed(cell.text_frame, width, face)) > height + _NEAR:
                yield f"a cell needs {high:.2f} inches of {height:.2f}: {cell.text_frame.text!r}"


def _wrong_chart(shape: Any, face: str) -> Iterator[str]:
    """Names of bars have their room beside the plot, and rows enough for their lines."""
    chart, width, height = shape.chart, shape.width / Inches(1), shape.height / Inches(1)
    layout = {each.tag.rpartition("}")[2]: each.get("val") for each in
              chart._chartSpace.xpath("./c:chart/c:plotArea/c:layout/c:manualLayout/*")}  # fmt: skip
    title = chart.chart_title.text_frame
    if (high := needed(title, 0.8 * width, face)) > float(layout["y"]) * height + _NEAR:
        yield f"its title needs {high:.2f} inches: {title.text!r}"
    if chart.chart_type.name.startswith("LINE"):
        return
    size = chart.category_axis.tick_labels.font.size.pt
    names = [str(each).split("\n") for each in chart.plots[0].categories]
    for line in (line for name in names for line in name):
        if width_of(line, size, face=face) > float(layout["x"]) * width + _NEAR:
            yield f"has no room for {line!r}"
    rows = float(layout["h"]) * height / len(names)
    if max(map(len, names)) * height_of(size, face) > rows:
        yield f"names of {max(map(len, names))} lines have rows of {rows:.2f} inches"


def _overlapping(boxes: list[tuple[str, int, int, int, int]]) -> Iterator[tuple[str, str]]:
    near = Inches(_NEAR)
    for place, (one, left, top, right, bottom) in enumerate(boxes):
        for other, left_2, top_2, right_2, bottom_2 in boxes[place + 1 :]:
            wide, high = min(right, right_2) - max(left, left_2), min(bottom, bottom_2) - max(top, top_2)
            if wide > near and high > near:
                yield one, other
