"""Checks a workbook before it is read: sizes of its parts, and far-away cells, which are moved together.

The library unpacks a sheet as one dense block from its first cell to its last: one stray cell in the last corner would
need half a terabyte. So each sheet is streamed first.
"""

from __future__ import annotations

import io
import os
import posixpath
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine as calamine

from etl.errors import InputError
from etl.sources.bounds import MAX_COLUMNS, MAX_PART_MB, MAX_TEXTS_MB, megabytes_allowed
from etl.sources.container import Container
from etl.sources.near import Extent, Near, brought_near, is_dense
from etl.sources.opendocument import OPEN_DOCUMENT, check_sheets

_TEXTS = "sharedstrings.xml"
_BLOCK = 1 << 20
_LAST_ROW = 1_048_576
_MEGABYTE = 1_000_000


class Workbook:
    """A workbook within the bounds.

    Parameters
    ----------
    container
        The file.

    Raises
    ------
    InputError
        If it is damaged or protected, a part of it is too large, or the cells of a sheet lie too far apart.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._shown = container.name
        self._content: bytes | None = None
        self._near: dict[str, Near] = {}
        with container.open() as stream:
            if container.compression != "none":
                self._content = container.content()
                stream = io.BytesIO(self._content)
            try:
                with zipfile.ZipFile(stream) as archive:
                    self._survey(archive)
            except (
                zipfile.BadZipFile,
                NotImplementedError,
                RuntimeError,
                EOFError,
                ET.ParseError,
                KeyError,
                ValueError,
            ) as error:
                raise self.damaged() from error

    def near(self, sheet: str) -> Near | None:
        """Original positions of a sheet's cells; None if they weren't moved."""
        return self._near.get(sheet)

    @contextmanager
    def open(self) -> Iterator[calamine.CalamineWorkbook]:
        """Open the workbook for reading; damage raises InputError."""
        try:
            with within_the_library():
                if self._content is None:
                    workbook = calamine.load_workbook(str(self._container.path))
                else:
                    workbook = calamine.load_workbook(io.BytesIO(self._content))
            with workbook:
                yield workbook
        except calamine.CalamineError as error:
            raise self.damaged() from error
        except OSError as error:
            if error.errno is not None:  # without a number it is the library's, for a damaged part
                raise
            raise self.damaged() from error

    def damaged(self) -> InputError:
        """Error for a workbook that can't be read."""
        return InputError(f"{self._shown} is a damaged or protected workbook. Save it again as XLSX or as CSV.")

    def _survey(self, archive: zipfile.ZipFile) -> None:
        if OPEN_DOCUMENT in archive.namelist():
            self._survey_open_document(archive)
            return
        far: dict[str, Near] = {}
        for entry in archive.infolist():
            is_texts = entry.filename.lower().endswith(_TEXTS)
            bound = megabytes_allowed(entry.compress_size, MAX_TEXTS_MB if is_texts else MAX_PART_MB)
            if entry.file_size > bound * _MEGABYTE:
                raise self._too_large(f"the part {posixpath.basename(entry.filename)}", bound)
            extent = Extent(is_exact=False)
            for piece in _pieces(archive, entry):  # reads the texts, too: verifies the stated size
                if not is_texts:
                    extent.take(piece)
            if extent.is_far and (near := self._bring_near(archive, entry)):
                far[entry.filename] = near
        if far:
            self._near = {name: far[part] for name, part in _parts_of_sheets(archive).items() if part in far}
            self._content = _rewritten(archive, far)

    def _survey_open_document(self, archive: zipfile.ZipFile) -> None:
        """Check the unpacked size of the part with all sheets, and its expanded cells, against the bounds."""
        for entry in archive.infolist():
            if entry.file_size > (bound := megabytes_allowed(entry.compress_size, MAX_PART_MB)) * _MEGABYTE:
                raise self._too_large(f"the part {posixpath.basename(entry.filename)}", bound)
        if archive.testzip() is not None:
            raise self.damaged()
        with archive.open(OPEN_DOCUMENT) as stream:
            check_sheets(stream, self._shown)

    def _bring_near(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Near | None:
        """Rows and columns with filled cells; None if only empty cells were far away."""
        extent = Extent(is_exact=True)
        for piece in _pieces(archive, entry):
            extent.take(piece)
        if max(extent.rows, default=0) > _LAST_ROW:
            raise self.damaged()
        if len(extent.columns) > MAX_COLUMNS:
            raise InputError(
                f"{self._shown}: a sheet has cells in {len(extent.columns):,} columns; at most {MAX_COLUMNS:,} are "
                "read. Delete those that aren't part of the table."
            )
        if 0 in extent.rows or not is_dense(len(extent.rows) * len(extent.columns), extent.count_cells):
            raise InputError(
                f"{self._shown}: the cells of a sheet lie too far apart, the last in row {max(extent.rows):,} and "
                f"column {max(extent.columns):,}. Delete those that aren't part of the table, or save it as CSV."
            )
        return Near(sorted(extent.rows), sorted(extent.columns)) if extent.is_far else None

    def _too_large(self, what: str, bound: int) -> InputError:
        return InputError(
            f"{self._shown}: unpacked, {what} is larger than {bound} MB, the limit for a workbook of its size. "
            "Save it as CSV."
        )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part of a workbook in pieces, split before a tag."""
    held = b""
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            held += block
            cut = held.rfind(b"<")
            # No cell's tag is as long as a block: a block without a tag is text, and isn't kept whole.
            cut = cut if cut > 0 or len(held) < 2 * _BLOCK else len(held)
            if cut > 0:
                yield held[:cut]
                held = held[cut:]
    yield held


def _rewritten(archive: zipfile.ZipFile, far: dict[str, Near]) -> bytes:
    """The workbook rewritten with the cells of some sheets moved together."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for entry in archive.infolist():
            pieces = _pieces(archive, entry)
            near = far.get(entry.filename)
            with target.open(zipfile.ZipInfo(entry.filename), "w") as part:
                for piece in brought_near(pieces, near) if near else pieces:
                    part.write(piece)
    return buffer.getvalue()


def _parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the part that holds each sheet, by the sheet's name."""
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("xl", relation.get("Target", ""))).lstrip("/")
        for relation in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for element in ET.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in element.items() if name.endswith("}id")), None)
            found[element.get("name", "")] = targets.get(key, "")
    return found


@contextmanager
def within_the_library() -> Iterator[None]:
    """Silence the library's console output, and turn its panics into errors.

    A Rust panic prints a hundred lines, and what it raises isn't an Exception.
    """
    with _hushed():
        try:
            yield
        except Exception:
            raise
        except BaseException as panic:
            if type(panic).__name__ == "PanicException":
                raise calamine.CalamineError(str(panic)) from panic
            raise


@contextmanager
def _hushed() -> Iterator[None]:
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # no console
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
