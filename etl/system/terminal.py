"""Escapes control characters in output to a terminal.

Column names, file names and cells come from foreign files: control characters in them could set the window's title,
colour the following lines or reverse their direction.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except tab and line end, direction overrides, and unpaired surrogates."""


def visible(text: str) -> str:
    r"""Text with control characters escaped as in ``\u001b``, which is equivalent within JSON strings."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class VisibleStream(io.TextIOBase):
    """A stream that escapes control characters.

    Attributes
    ----------
    terminal
        The underlying stream, for output that may use control characters: a progress bar.
    """

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        """Write a text with control characters escaped."""
        self.terminal.write(visible(text))
        return len(text)

    def flush(self) -> None:
        """Flush the underlying stream."""
        self.terminal.flush()

    def close(self) -> None:
        """Do nothing: the underlying stream stays open."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.terminal.isatty()

    def fileno(self) -> int:
        """File descriptor of the underlying stream."""
        return self.terminal.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Encoding of the underlying stream."""
        return self.terminal.encoding


@contextmanager
def only_visible() -> Iterator[None]:
    """Send everything that is printed through a `VisibleStream`."""
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = VisibleStream(kept[0]), VisibleStream(kept[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept
