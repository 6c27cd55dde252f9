"""Detects a file's compression (none, gzip, bzip2, zstd, or a zip with one table), and refuses what is no table."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from etl.errors import InputError
from etl.sources.bounds import MAX_PART_MB
from etl.sources.packed import DAMAGED, counted, kind_of, unpacked

_BOOKS = (".xlsx", ".ods")
_TABLE_SUFFIXES = (
    ".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", *_BOOKS, ".parquet", ".arrow", ".feather", ".htm",
    ".html", ".xls",
)  # fmt: skip
ENDINGS = (*_TABLE_SUFFIXES, ".xml", ".gz", ".bz2", ".zst", ".zip")
"""File name endings for a file dialog; the kind of a file is detected by its bytes."""

_MEGABYTE = 1_000_000
_ZIP = b"PK\x03\x04"
_COLUMNAR = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "stream"}
"""First bytes of Arrow files, and their kinds."""
_OTHER_KINDS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"BM": "a picture (BMP)",
    b"RIFF": "a picture or a sound (RIFF)",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls) or a protected workbook",
    b"FEA1": "a Feather file of the first version",
    b"SQLite format 3": "a SQLite database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\xfd7zXZ": "an xz file",
}
_DAMAGED_HEADER = (UnicodeDecodeError, struct.error, OverflowError)
"""Errors that the standard library raises for invalid names and sizes in an archive."""


@dataclass(frozen=True)
class Container:
    """A file, and how to open the table in it.

    Attributes
    ----------
    path, name
        The file, and the name to show for it.
    compression
        "none", "gzip", "bzip2", "zstd" or "zip".
    member
        Name of the table inside a zip; else empty.
    is_workbook
        Whether the table is a workbook, XLSX or ODS.
    columnar
        "parquet", "arrow" or "stream" for an Arrow table; else empty.
    """

    path: Path
    name: str
    compression: str
    member: str
    is_workbook: bool
    columnar: str = ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Bytes of the table, from the start; a damaged archive becomes an InputError."""
        try:
            with self._stream() as stream:
                yield stream
        except DAMAGED as error:
            raise InputError(
                f"{self.name} ends too early or is damaged inside its {self.compression} wrapping. "
                "Export or copy it again."
            ) from error
        except OSError as error:
            raise InputError(f"{self.name} can't be read: {error.strerror or error}.") from error

    @contextmanager
    def _stream(self) -> Iterator[BinaryIO]:
        size = self.path.stat().st_size
        if self.compression == "zip":
            with zipfile.ZipFile(self.path) as archive, self._entry(archive) as entry:
                stated = archive.getinfo(self.member).file_size
                yield counted(cast(BinaryIO, entry), self.name, size, stated)
        elif self.compression != "none":
            with unpacked(self.path, self.compression) as stream:
                yield counted(stream, self.name, size)
        else:
            with self.path.open("rb") as plain:
                yield plain

    def _entry(self, archive: zipfile.ZipFile) -> IO[bytes]:
        try:
            return archive.open(self.member)
        except _DAMAGED_HEADER as error:
            raise zipfile.BadZipFile(str(error)) from error

    def content(self) -> bytes:
        """All bytes of the table, for readers that can't stream.

        Raises
        ------
        InputError
            If they are more than a part of a workbook may have.
        """
        with self.open() as stream:
            content = stream.read(MAX_PART_MB * _MEGABYTE + 1)
        if len(content) > MAX_PART_MB * _MEGABYTE:
            raise InputError(
                f"{self.name}: unpacked, it is larger than {MAX_PART_MB} MB, the limit for a packed file of its kind. "
                "Unpack it, or save it as CSV."
            )
        return content


def open_container(path: Path, name: str | None = None) -> Container:
    """Detect how a file is compressed.

    Raises
    ------
    InputError
        If the file is missing, a folder, empty, or of a kind that holds no table; if a zip holds no table,
        several, another archive, or is encrypted.
    """
    shown = name or path.name or str(path)
    _refuse_no_file(path, shown)
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise InputError(f"{shown} can't be read: {error.strerror or error}.") from error
    if not start:
        raise InputError(f"{shown} is empty. Export it again.")
    if start.startswith(_ZIP) or start.startswith(b"PK\x05\x06"):
        return _open_zip(path, shown)
    if kind := kind_of(start):
        return _open_packed(path, shown, kind)
    return _plain(path, shown, "none", "", start)


def _plain(path: Path, shown: str, compression: str, member: str, start: bytes) -> Container:
    """Container of an uncompressed table, by its first bytes."""
    columnar = next((kind for magic, kind in _COLUMNAR.items() if start.startswith(magic)), "")
    if not columnar:
        refuse_other_kinds(start, member or shown)
    return Container(path, shown, compression, member, is_workbook=False, columnar=columnar)


def _refuse_no_file(path: Path, shown: str) -> None:
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a folder. Name the export file in it.")
        if path.is_file():
            return
        if path.exists():
            raise InputError(f"{shown} is a pipe or a device; a load reads its file twice. Save it to a file first.")
    except OSError as error:
        raise InputError(
            f"{shown[:80]} can't be looked for: {error.strerror}. Check the name and the folder."
        ) from error
    raise InputError(f"{shown} doesn't exist. Check the name and the folder.")


def refuse_other_kinds(start: bytes, shown: str) -> None:
    """Raise InputError if a file's first bytes are those of a kind that is no table."""
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic) and (len(magic) > 2 or b"\0" in start):
            raise InputError(f"{shown} is {kind}, not a table. Save the export as CSV, JSON or XLSX.")


def file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes as given, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_packed(path: Path, shown: str, kind: str) -> Container:
    with Container(path, shown, kind, "", is_workbook=False).open() as stream:
        start = stream.read(16)
    if not start:
        raise InputError(f"{shown} is empty once unpacked. Export it again.")
    if start.startswith(_ZIP) or kind_of(start):
        raise InputError(f"{shown} holds another archive. Unpack it once and load what is inside.")
    return _plain(path, shown, kind, "", start)


def _open_zip(path: Path, shown: str) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_clutter(entry)]
    except (zipfile.BadZipFile, *_DAMAGED_HEADER) as error:
        raise InputError(f"{shown} is a damaged zip or workbook. Export or copy it again.") from error
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return Container(path, shown, "none", "", is_workbook=True)
    if "mimetype" in names and "content.xml" in names:
        return Container(path, shown, "none", "", is_workbook=True)
    tables = [entry for entry in entries if entry.filename.lower().endswith(_TABLE_SUFFIXES)]
    if len(entries) == 1 and not tables:
        tables = entries
    if len(tables) != 1:
        raise InputError(_not_one_table(shown, [entry.filename for entry in tables] or names, bool(tables)))
    return _open_member(path, shown, tables[0])


def _open_member(path: Path, shown: str, entry: zipfile.ZipInfo) -> Container:
    if entry.flag_bits & 1:
        raise InputError(f"{shown} is encrypted. Unpack it with its password and load the table inside.")
    if entry.file_size == 0:
        raise InputError(f"{shown} holds the empty file {entry.filename}. Export it again.")
    container = Container(path, shown, "zip", entry.filename, entry.filename.lower().endswith(_BOOKS))
    try:
        with container.open() as stream:
            start = stream.read(16)
    except NotImplementedError as error:
        raise InputError(
            f"{shown} is packed in a way that can't be read here. Unpack it and load the table."
        ) from error
    if container.is_workbook:
        return container
    if start.startswith(_ZIP) or kind_of(start):
        raise InputError(f"{shown} holds another archive, {entry.filename}. Unpack it and load the table inside.")
    return _plain(path, shown, "zip", entry.filename, start)


def _not_one_table(shown: str, names: list[str], has_tables: bool) -> str:
    listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    if has_tables:
        return f"{shown} holds {len(names)} tables: {listed}. Unpack it and load them one by one."
    return f"{shown} holds no table (it has: {listed or 'nothing'}). Put one CSV, JSON or XLSX file in it."


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    is_folder = entry.filename.endswith("/") or not entry.filename
    return is_folder or "__MACOSX" in name.parts or name.name.startswith(".") or name.name == "Thumbs.db"
