"""Text on its way to a terminal: signs that would steer it are shown, not sent.

Names of columns and files, and cells, are written by strangers: some of them would set the window's title, colour the
lines that follow, or turn them round.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but the tab and the line's end, what turns round a line's direction, and halves of pairs."""


def visible(text: str) -> str:
    r"""Text with its steering signs spelt out, as in ``\u001b``: within a text of JSON they mean the same."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class VisibleStream(io.TextIOBase):
    """A stream that shows steering signs.

    Attributes
    ----------
    terminal
        The stream behind it, for what may steer: a progress bar.
    """

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        """Write a text, its steering signs spelt."""
        self.terminal.write(visible(text))
        return len(text)

    def flush(self) -> None:
        """Send what is kept back."""
        self.terminal.flush()

    def close(self) -> None:
        """Do nothing: the stream behind goes on."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.terminal.isatty()

    def fileno(self) -> int:
        """Number of the file behind it."""
        return self.terminal.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """How its text becomes bytes."""
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
