"""Runs long work in its own process: it can't crash the pages, its memory is freed, and pages stay responsive.

Great Expectations alone takes seconds to import; it is never imported here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from typing import Any

import streamlit as st

from etl.locales import number
from etl.settings import ROOT, load_settings
from pages.ui import exposure

_FAULT = "Something went wrong inside Headwater; nothing was stored. The console has the details."
_STEPS = {"reading": "Reading and checking rows", "attributing": "Attributing complaints to departments"}
_KEPT_LINES = 40
_STOPPED = "Stopped; nothing of it was stored."
STARTING = "Starting …"
LOOK_EVERY = 0.3
"""Seconds between two looks at a command's progress."""
_SOON, _MINUTES_FROM = 1.0, 90.0
"""Seconds after which a rate can be told, and from which on the time left is told in minutes."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended.

    Attributes
    ----------
    found
        Its JSON output; empty if there is none.
    lines
        Lines of a refusal.
    printed
        All output.
    """

    code: int
    found: dict[str, Any]
    lines: list[str]
    printed: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the command succeeded."""
        return self.code == 0


@dataclass(frozen=True)
class Progress:
    """How far a command is.

    Attributes
    ----------
    step
        As the command names it.
    done, total
        Rows; total 0 where it isn't known.
    seconds
        Since the step began.
    done_before
        Rows that were done when the step was first heard of.
    """

    step: str
    done: int
    total: int
    seconds: float = 0.0
    done_before: int = 0

    @property
    def share(self) -> float:
        """Share of the step's rows that is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    def words(self) -> str:
        """Step and rows, and once they can be told the rows a second and the time left."""
        said = [f"{_STEPS.get(self.step, self.step.capitalize())}: {number(self.done)} of {number(self.total)}"]
        moved = self.done - self.done_before
        if moved > 0 and self.seconds >= _SOON:
            rate = moved / self.seconds
            left = max(self.total - self.done, 0) / rate
            time = f"{number(left / 60, ',.0f')} min" if left >= _MINUTES_FROM else f"{max(round(left), 1)} s"
            said += [f"{number(rate, ',.0f')} rows a second", f"about {time} left"]
        return " · ".join(said)


class Job:
    """``python -m etl`` with some arguments, running in its own process until it ends or is cancelled.

    Lines of a refusal (exit code 2) are kept; those of a fault go to the console, where a traceback belongs.
    """

    def __init__(self, arguments: Sequence[str], held: ExitStack | None = None) -> None:
        """Start the command.

        Parameters
        ----------
        held
            Resources that the command needs, such as its file; closed when it has ended.

        Raises
        ------
        InputError
            If the server is closed to changes.
        """
        exposure.refuse()
        self.ended = Event()
        self.outcome = Outcome(1, {}, [_FAULT])
        self.progress: Progress | None = None
        self._began = monotonic()
        self._is_cancelled = False
        command = [sys.executable, "-m", "etl", *arguments, "--progress", "lines"]
        # Output goes to a file: reading two pipes one after the other could deadlock.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - the thread closes it
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=self._output, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=_environment(),
        )  # fmt: skip
        Thread(target=self._follow, args=(held or ExitStack(),), daemon=True).start()

    def cancel(self) -> None:
        """Ask the command to stop; it stores nothing then. Does nothing after its end."""
        self._is_cancelled = True
        self._process.terminate()

    def _follow(self, held: ExitStack) -> None:
        """Read what the command says until it ends."""
        lines: deque[str] = deque(maxlen=_KEPT_LINES)
        try:
            with held, self._output as output, self._process as process:
                for line in process.stderr or ():
                    words = line.split()
                    if len(words) == 4 and words[0] == "progress" and words[2].isdigit() and words[3].isdigit():
                        self._note(words[1], int(words[2]), int(words[3]))
                    elif line.strip():
                        lines.append(line.rstrip())
                code = process.wait()
                output.seek(0)
                printed = output.read().decode("utf-8", errors="replace")
            if self._is_cancelled and code != 0:  # it may have been stopped before it could say so
                self.outcome = Outcome(1, {}, [_STOPPED])
            else:
                self.outcome = _outcome(code, printed, lines)
        finally:
            self.ended.set()

    def _note(self, step: str, done: int, total: int) -> None:
        if self.progress is None or self.progress.step != step:
            self._began = monotonic()
            self.progress = Progress(step, done, total, 0.0, done)
        else:
            self.progress = Progress(step, done, total, monotonic() - self._began, self.progress.done_before)


def _outcome(code: int, printed: str, lines: Sequence[str]) -> Outcome:
    if code not in (0, 2):
        is_told = code == 1 and not any(line.startswith("Traceback") for line in lines)
        print("\n".join(lines), file=sys.stderr)
        return Outcome(code, {}, list(lines)[-2:] if is_told and lines else [_FAULT])
    return Outcome(code, _as_object(printed), list(lines)[-2:], printed)


def run(arguments: Sequence[str], tell: Callable[[Progress], object] | None = None) -> Outcome:
    """Run ``python -m etl`` with `arguments` to its end, telling its progress as it goes."""
    job = Job(arguments)
    try:
        while not job.ended.wait(LOOK_EVERY if tell else None):
            if tell and job.progress:
                tell(job.progress)
    finally:
        job.ended.wait()  # also where the page is left: what comes after it must not begin before its end
    return job.outcome


def run_with_progress(arguments: Sequence[str]) -> Outcome:
    """Run a command with a progress bar that disappears at the end."""
    bar = st.progress(0.0, text=STARTING)
    try:
        return run(arguments, lambda progress: bar.progress(progress.share, text=progress.words()))
    finally:
        bar.empty()


def _as_object(printed: str) -> dict[str, Any]:
    try:
        found = json.loads(printed)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _environment() -> dict[str, str]:
    """This process's environment, with its store, and UTF-8 on the pipes regardless of the console's encoding."""
    home = str(load_settings().home)  # a relative path would be another folder in the command's working directory
    return {**os.environ, "HEADWATER_HOME": home, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
