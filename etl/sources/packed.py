"""Compressed streams: detection, decompression, and a bound on the decompressed size."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from etl.errors import InputError
from etl.sources.bounds import MAX_UNPACKED_MB, megabytes_allowed

MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd"}
"""First bytes of a compressed file -> its kind."""

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""Errors that the libraries raise for truncated or corrupted data."""

_BLOCK = 1 << 20
_MEGABYTE = 1_000_000


def kind_of(start: bytes) -> str:
    """Compression of a file with these first bytes; empty if none is known."""
    return next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), "")


@contextmanager
def unpacked(path: Path, kind: str) -> Iterator[BinaryIO]:
    """Decompressed bytes of a gzip, bzip2 or zstd file.

    Raises
    ------
    EOFError
        If bzip2 or zstd data is damaged; their libraries raise OSError, as for a bad disk.
    """
    try:
        with path.open("rb") as packed, _OPEN[kind](packed) as stream:
            yield stream
    except OSError as error:
        if error.errno is not None or isinstance(error, gzip.BadGzipFile):
            raise
        raise EOFError(str(error)) from error


def _open_gzip(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=packed))


def _open_bzip2(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, bz2.BZ2File(packed))


def _open_zstd(packed: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd"))


_OPEN: dict[str, Callable[[BinaryIO], BinaryIO]] = {"gzip": _open_gzip, "bzip2": _open_bzip2, "zstd": _open_zstd}


def counted(stream: BinaryIO, shown: str, size_packed: int, size_stated: int = 0) -> BinaryIO:
    """Decompressed bytes, up to the bound for a table.

    Parameters
    ----------
    shown
        Name of the file in messages.
    size_packed
        Compressed bytes, which determine the bound.
    size_stated
        Decompressed bytes that the archive states; 0 if unknown.

    Raises
    ------
    InputError
        If there are more: at once by the stated size, or while reading.
    """
    bounded = _Counted(stream, shown, size_packed)
    bounded.refuse(size_stated)
    return cast(BinaryIO, io.BufferedReader(bounded, _BLOCK))


class _Counted(io.RawIOBase):
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
        """Raise InputError if `size` exceeds the bytes that the compressed file may unpack to."""
        if size > self._megabytes * _MEGABYTE:
            raise InputError(
                f"{self._shown} unpacks to more than {self._megabytes:,} MB, the limit for a packed file of its size. "
                "Unpack it, check that it is the export, and load that."
            )

    def tell(self) -> int:
        """Bytes read so far."""
        return self._count
