"""Streams of packed bytes: what packed them, the bytes unpacked, and the bound on how many those may be."""

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
"""How a packed file begins, and its kind."""

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What the libraries raise of packed bytes that are cut or changed."""

_BLOCK = 1 << 20
_MEGABYTE = 1_000_000


def kind_of(start: bytes) -> str:
    """What packed a file that begins so; empty for none of the kinds that are unpacked."""
    return next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), "")


@contextmanager
def unpacked(path: Path, kind: str) -> Iterator[BinaryIO]:
    """Bytes of a file that gzip, bzip2 or zstd packed.

    Raises
    ------
    EOFError
        If bzip2's or zstd's bytes are damaged: their libraries call that an error of the system, as a bad disk is.
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
    """Unpacked bytes, as long as they are no more than a table can have.

    Parameters
    ----------
    shown
        Name of the file in messages.
    size_packed
        Bytes of the packed file, from which its bound follows.
    size_stated
        Bytes that the archive says it unpacks to; 0 unknown.

    Raises
    ------
    InputError
        If there are more, at once or while they are read.
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
        """Raise InputError if that is more bytes than the packed file may unpack to."""
        if size > self._megabytes * _MEGABYTE:
            raise InputError(
                f"{self._shown} unpacks to more than {self._megabytes:,} MB, the limit for a packed file of its size. "
                "Unpack it, check that it is the export, and load that."
            )

    def tell(self) -> int:
        """Bytes read so far."""
        return self._count
