"""The master behind the slides: our own, or a company's, read from its file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml.etree import XMLSyntaxError, fromstring
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from etl.errors import InputError
from etl.reports.slides.paper import FONT, HEIGHT, INK, MARGIN, PAPER, TITLE, WIDTH, Box

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_LEAST_WIDTH, _LEAST_HEIGHT = 8.0, 4.5
"""Smallest slide with room for the pictures, in inches."""
_LARGEST_MB = 100
_MOST_OF_IT = 0.34
"""Largest part of a slide's height that a title may take."""
_DARK = 0.5
_COVER = 44
"""Size of the first slide's title, in points."""
_FROM_DEFAULT_THEME = {
    b'<a:sysClr val="windowText" lastClr="000000"/>': f'<a:srgbClr val="{INK[1:]}"/>',
    b'<a:sysClr val="window" lastClr="FFFFFF"/>': f'<a:srgbClr val="{PAPER[1:]}"/>',
    b'<a:latin typeface="Calibri"/>': f'<a:latin typeface="{FONT}"/>',
}


@dataclass(frozen=True)
class Master:
    """A presentation without slides, and the free room in its layouts.

    Attributes
    ----------
    cover, plain
        Layouts of the first slide and of all others: both have a title.
    is_own
        Whether it is ours: then sizes of letters and colours are ours, too.
    needs_sheet
        Whether pictures need a light sheet behind them: the background is dark or unknown.
    title_size
        Points of a slide's title.
    title
        Place of a slide's title.
    foot
        Lower end of a layout's free room, in inches from the top.
    """

    presentation: Any
    cover: Any
    plain: Any
    is_own: bool
    needs_sheet: bool
    title_size: float
    title: Box
    foot: float

    @property
    def width(self) -> float:
        """Width of a slide, in inches."""
        return float(self.presentation.slide_width / Inches(1))

    @property
    def height(self) -> float:
        """Height of a slide, in inches."""
        return float(self.presentation.slide_height / Inches(1))


def own() -> Master:
    """Our own master, from the library's blank 4:3 template: colours, letters, two layouts, title at the upper left."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = presentation.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    for old, new in _FROM_DEFAULT_THEME.items():
        theme._blob = theme.blob.replace(old, new.encode())
    for layout in [each for each in presentation.slide_layouts if each.name not in ("Title Slide", "Title Only")]:
        presentation.slide_layouts.remove(layout)
    cover, plain = presentation.slide_layouts
    title = Box(MARGIN, 0.62, WIDTH - 2 * MARGIN, 1.4)
    places = {(id(cover), True): Box(MARGIN, 2.0, WIDTH - 2 * MARGIN, 1.6)}
    places |= {(id(cover), False): Box(MARGIN, 3.8, WIDTH - 2 * MARGIN, 2.6)}
    for on in (master, cover, plain):
        for place in list(on.placeholders):
            kind = place.placeholder_format.type
            if kind in _FEET:
                # The stamp replaces the template's date, footer and number.
                place._element.getparent().remove(place._element)
                continue
            box = places.get((id(on), kind in _TITLES), title if kind in _TITLES else Box(MARGIN, 2.2, title.width, 4))
            place.left, place.top, place.width, place.height = box.lengths
            frame = place.text_frame
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
            frame.vertical_anchor = MSO_ANCHOR.BOTTOM if on is cover and kind in _TITLES else MSO_ANCHOR.TOP
            for each in place._element.xpath(".//a:lstStyle/a:lvl1pPr"):
                each.set("algn", "l")
    _set_title_style(master)
    for place in cover.placeholders:
        if place.placeholder_format.type in _TITLES:
            for each in place._element.xpath(".//a:lstStyle"):
                _letters_of_cover(each)
    _drop_thumbnail(presentation)
    return Master(presentation, cover, plain, True, False, TITLE, title, HEIGHT)


def _set_title_style(master: Any) -> None:
    style = master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr")[0]
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", str(TITLE * 100))
    letters.set("b", "1")


def _letters_of_cover(style: Any) -> None:
    level = style.find(qn("a:lvl1pPr"))
    if level is None:
        level = OxmlElement("a:lvl1pPr")
        style.insert(0, level)
    letters = level.find(qn("a:defRPr"))
    if letters is None:
        letters = OxmlElement("a:defRPr")
        level.append(letters)
    level.set("algn", "l")
    letters.set("sz", str(_COVER * 100))


def _drop_thumbnail(presentation: Any) -> None:
    package = presentation.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.drop_rel(key)


def of_file(path: Path) -> Master:
    """A company's master: its layouts, letters and colours; slides in its file are left out.

    Raises
    ------
    InputError
        If the file can't be read as a presentation, has no layout with a title, or leaves too little room.
    """
    presentation = _opened(path)
    _drop_slides(presentation)
    _drop_thumbnail(presentation)
    plain = min(_with_title(presentation), key=_clutter, default=None)
    if plain is None:
        raise InputError(f"{path} has no layout with a title. Add one to its master, such as “Title Only”.")
    covers = [each for each in _with_title(presentation) if _kinds(each) & {PP_PLACEHOLDER.SUBTITLE}]
    wide, high = presentation.slide_width / Inches(1), presentation.slide_height / Inches(1)
    title, foot = _place_of_title(plain, wide, high), _free_until(plain, high)
    if wide < _LEAST_WIDTH or high < _LEAST_HEIGHT or foot - title.top - title.height < (1 - _MOST_OF_IT) * high * 0.7:
        raise InputError(
            f"{path}: the layout “{plain.name}” leaves too little room under its title for a picture. "
            "Make its title lower, or take another file."
        )
    return Master(
        presentation, covers[0] if covers else plain, plain, False, _is_dark(plain), _title_size(plain), title, foot
    )  # fmt: skip


def _opened(path: Path) -> Any:
    try:
        if path.stat().st_size > _LARGEST_MB * 1_000_000:
            raise InputError(f"{path} is larger than {_LARGEST_MB} MB. Save the template without its slides.")
        # A template (.potx) has the same content under another content type, which the library refuses.
        return Presentation(BytesIO(_as_presentation(path.read_bytes())))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}. Give a PowerPoint file with --template.") from error
    except (zipfile.BadZipFile, PythonPptxError, XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path} can't be read as a PowerPoint file. Save it as .pptx or .potx, without a password."
        ) from error


def _as_presentation(content: bytes) -> bytes:
    template, plain = (f"presentationml.{kind}.main+xml".encode() for kind in ("template", "presentation"))
    if template not in zipfile.ZipFile(BytesIO(content)).read("[Content_Types].xml"):
        return content
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(template, plain) if name == "[Content_Types].xml" else part)
    return made.getvalue()


def _drop_slides(presentation: Any) -> None:
    slides = presentation.slides._sldIdLst
    for each in list(slides):
        presentation.part.drop_rel(each.rId)
        slides.remove(each)
    # The file's sections refer to slides that are gone.
    for each in presentation.part._element.xpath("./p:extLst"):
        presentation.part._element.remove(each)


def _with_title(presentation: Any) -> list[Any]:
    masters = presentation.slide_masters
    return [layout for master in masters for layout in master.slide_layouts if _kinds(layout) & set(_TITLES)]


def _kinds(layout: Any) -> set[Any]:
    return {place.placeholder_format.type for place in layout.placeholders}


def _clutter(layout: Any) -> tuple[int, bool]:
    """Sort key: placeholders beside title and foot, which would stay empty; of equals, layouts for covers come last."""
    others = [each for each in layout.placeholders if each.placeholder_format.type not in (*_TITLES, *_FEET)]
    return len(others), PP_PLACEHOLDER.CENTER_TITLE in _kinds(layout)


def _place_of_title(layout: Any, width: float, height: float) -> Box:
    found = next(each for each in layout.placeholders if each.placeholder_format.type in _TITLES)
    if found.width is None or found.height is None:
        return Box(MARGIN, 0.1 * height, width - 2 * MARGIN, 0.2 * height)
    left, top, wide, high = (float(each / Inches(1)) for each in (found.left, found.top, found.width, found.height))
    return Box(left, top, min(wide, width - left - 0.1), high)


def _free_until(layout: Any, height: float) -> float:
    """Upper edge of the layout's foot (date, footer, number), or the slide's end, in inches."""
    tops = [each.top / Inches(1) for each in layout.placeholders
            if each.placeholder_format.type in _FEET and each.top is not None]  # fmt: skip
    return float(min([top for top in tops if top > height / 2], default=height - 0.1))


def _title_size(layout: Any) -> float:
    """Size of the layout's title in points: its own, else the master's."""
    place = next(each for each in layout.placeholders if each.placeholder_format.type in _TITLES)
    sizes = place._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
    sizes += layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int(sizes[0]) / 100 if sizes else Pt(TITLE).pt


def _is_dark(layout: Any) -> bool:
    """Whether the background is dark, or may be: a picture or a gradient."""
    for on in (layout, layout.slide_master):
        for background in on._element.xpath("./p:cSld/p:bg"):
            solid = background.xpath("./p:bgPr/a:solidFill/*") or background.xpath("./p:bgRef/*")
            colour = _colour_of(solid[0], layout.slide_master) if solid else ""
            return not colour or _lightness(colour) < _DARK
    return False


def _colour_of(element: Any, master: Any) -> str:
    """Hex digits of a colour, looked up in the theme if need be; empty where it isn't known."""
    if element.tag == qn("a:srgbClr"):
        return str(element.get("val"))
    name = element.get("val")
    name = master._element.xpath("./p:clrMap")[0].get(name, name)
    theme = fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    found = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}/")
    return "" if found is None else str(found.get("lastClr") or found.get("val"))


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
