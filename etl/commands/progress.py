"""Progress of long work on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress_shown_as(style: str) -> Iterator[Callable[[str, int, int], None]]:
    """Provide a function to report progress to.

    Parameters
    ----------
    style
        ``bar`` for a person, ``lines`` (``progress STEP DONE TOTAL``) for a program that watches, ``none``, or
        ``auto``: a bar on a terminal, else nothing.
    """
    if style == "auto":
        style = "bar" if sys.stderr.isatty() else "none"
    bar: tqdm[None] | None = None
    terminal = getattr(sys.stderr, "terminal", sys.stderr)  # a bar overwrites its own line

    def show(step: str, done: int, total: int) -> None:
        nonlocal bar
        if style == "lines":
            print(f"progress {step} {done} {total}", file=sys.stderr, flush=True)
        elif style == "bar":
            if bar is None or bar.desc != f"{step}: ":
                if bar is not None:
                    bar.close()
                bar = tqdm(desc=step, total=total or None, unit=" rows", file=terminal)
            bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
