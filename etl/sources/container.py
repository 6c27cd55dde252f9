"""What a file is wrapped in: nothing, gzip, or a zip with one table; and what can't be a table at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from etl.errors import InputError
from etl.sources.bounds import MAX_UNPACKED_MB, megabytes_allowed

_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", ".xlsx")
_BLOCK = 1 << 20
_MEGABYTE = 1_000_000
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_OTHER_KINDS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"BM": "a picture (BMP)",
    b"RIFF": "a picture or a sound (RIFF)",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls) or a protected workbook",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
}
_DAMAGED_HEADER = (UnicodeDecodeError, struct.error, OverflowError)
"""What the standard library lets through of names and sizes that aren't any."""
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


@dataclass(frozen=True)
class Container:
    """A file and the way to the bytes of the table in it.

    Attributes
    ----------
    path, name
        The file, and the name to show for it.
    compression
        "none", "gzip" or "zip".
    member
        Name of the table inside a zip; else empty.
    is_workbook
        Whether the table is an XLSX workbook.
    """

    path: Path
    name: str
    compression: str
    member: str
    is_workbook: bool

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Bytes of the table, from the start; a damaged archive becomes an InputError."""
        try:
            with self._stream() as stream:
                yield stream
        except _DAMAGED as error:
            raise InputError(
                f"{self.name} ends too early or is damaged inside its {self.compression} wrapping. "
                "Export or copy it again."
            ) from error
        except OSError as error:
            raise InputError(f"{self.name} can't be read: {error.strerror or error}.") from error

    @contextmanager
    def _stream(self) -> Iterator[BinaryIO]:
        if self.compression == "gzip":
            with gzip.open(self.path, "rb") as unzipped:
                yield self._counted(cast(BinaryIO, unzipped))
        elif self.compression == "zip":
            with zipfile.ZipFile(self.path) as archive, self._entry(archive) as entry:
                yield self._counted(cast(BinaryIO, entry), archive.getinfo(self.member).file_size)
        else:
            with self.path.open("rb") as plain:
                yield plain

    def _entry(self, archive: zipfile.ZipFile) -> IO[bytes]:
        try:
            return archive.open(self.member)
        except _DAMAGED_HEADER as error:
            raise zipfile.BadZipFile(str(error)) from error

    def _counted(self, stream: BinaryIO, size_stated: int = 0) -> BinaryIO:
        counted = _Counted(stream, self.name, self.path.stat().st_size)
        counted.refuse(size_stated)
        return cast(BinaryIO, io.BufferedReader(counted, _BLOCK))


class _Counted(io.RawIOBase):
    """Unpacked bytes, as long as they are no more than a table can have."""

    def __init__(self, stream: BinaryIO, shown: str, size_packed: int) -> None:
        self._stream = stream
        self._shown = shown
        self._megabytes = megabytes_allowed(size_packed, MAX_UNPACKED_MB)
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Next bytes."""
        block = self._stream.read(len(buffer))
        self._count += len(block)
        self.refuse(self._count)
        buffer[: len(block)] = block
        return len(block)

    def refuse(self, size: int) -> None:
        """Raise InputError if that is more bytes than the packed file may unpack to."""
        if size > self._megabytes * _MEGABYTE:
            raise InputError(
                f"{self._shown} unpacks to more than {self._megabytes:,} MB, the limit for a packed file of its size. "
                "Unpack it, check that it is the export, and load that."
            )

    def tell(self) -> int:
        """Bytes read so far."""
        return self._count


def open_container(path: Path, name: str | None = None) -> Container:
    """Find out what a file is wrapped in.

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
    if start.startswith(_GZIP):
        return _open_gzip(path, shown)
    refuse_other_kinds(start, shown)
    return Container(path, shown, "none", "", is_workbook=False)


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
    """Raise InputError if the first bytes say that a file is no table."""
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic) and (len(magic) > 2 or b"\0" in start):
            raise InputError(f"{shown} is {kind}, not a table. Save the export as CSV, JSON or XLSX.")


def file_hash(path: Path) -> str:
    """SHA-256 of a file as it was given, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_gzip(path: Path, shown: str) -> Container:
    container = Container(path, shown, "gzip", "", is_workbook=False)
    with container.open() as stream:
        start = stream.read(16)
    if not start:
        raise InputError(f"{shown} is empty once unpacked. Export it again.")
    if start.startswith((_ZIP, _GZIP)):
        raise InputError(f"{shown} holds another archive. Unpack it once and load what is inside.")
    refuse_other_kinds(start, shown)
    return container


def _open_zip(path: Path, shown: str) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_clutter(entry)]
    except (zipfile.BadZipFile, *_DAMAGED_HEADER) as error:
        raise InputError(f"{shown} is a damaged zip or workbook. Export or copy it again.") from error
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
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
    container = Container(path, shown, "zip", entry.filename, entry.filename.lower().endswith(".xlsx"))
    try:
        with container.open() as stream:
            start = stream.read(16)
    except NotImplementedError as error:
        raise InputError(
            f"{shown} is packed in a way that can't be read here. Unpack it and load the table."
        ) from error
    if start.startswith((_ZIP, _GZIP)) and not container.is_workbook:
        raise InputError(f"{shown} holds another archive, {entry.filename}. Unpack it and load the table inside.")
    refuse_other_kinds(start, entry.filename)
    return container


def _not_one_table(shown: str, names: list[str], has_tables: bool) -> str:
    listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    if has_tables:
        return f"{shown} holds {len(names)} tables: {listed}. Unpack it and load them one by one."
    return f"{shown} holds no table (it has: {listed or 'nothing'}). Put one CSV, JSON or XLSX file in it."


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    is_folder = entry.filename.endswith("/") or not entry.filename
    return is_folder or "__MACOSX" in name.parts or name.name.startswith(".") or name.name == "Thumbs.db"
