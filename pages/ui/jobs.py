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
from dataclasses import dataclass
from typing import Any

import streamlit as st

from etl.settings import ROOT, load_settings
from pages.ui import exposure

_FAULT = "Something went wrong inside Headwater; nothing was stored. The console has the details."
_STEPS = {"reading": "Reading and checking rows", "attributing": "Attributing complaints to departments"}
_KEPT_LINES = 40


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


def tell_nobody(_step: str, _done: int, _total: int) -> None:
    """Progress that is shown to nobody."""


def run(arguments: Sequence[str], tell: Callable[[str, int, int], None] = tell_nobody) -> Outcome:
    """Run ``python -m etl`` with `arguments`, telling its progress (step, done, total) as it goes.

    Lines of a refusal (exit code 2) are returned; those of a fault go to the console, where a traceback belongs.
    """
    exposure.refuse()
    command = [sys.executable, "-m", "etl", *arguments, "--progress", "lines"]
    lines: deque[str] = deque(maxlen=_KEPT_LINES)
    # Output goes to a file: reading two pipes one after the other could deadlock.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=_environment()
        )
        with process:
            for line in process.stderr or ():
                words = line.split()
                if len(words) == 4 and words[0] == "progress" and words[2].isdigit() and words[3].isdigit():
                    tell(words[1], int(words[2]), int(words[3]))
                elif line.strip():
                    lines.append(line.rstrip())
        output.seek(0)
        printed = output.read().decode("utf-8", errors="replace")
    code = process.returncode
    if code not in (0, 2):
        print("\n".join(lines), file=sys.stderr)
        is_told = code == 1 and not any(line.startswith("Traceback") for line in lines)
        return Outcome(code, {}, list(lines)[-2:] if is_told and lines else [_FAULT])
    return Outcome(code, _as_object(printed), list(lines)[-2:], printed)


def run_with_progress(arguments: Sequence[str]) -> Outcome:
    """Run a command with a progress bar that disappears at the end."""
    bar = st.progress(0.0, text="Starting …")

    def tell(step: str, done: int, total: int) -> None:
        share = min(done / total, 1.0) if total else 0.0
        bar.progress(share, text=f"{_STEPS.get(step, step.capitalize())}: {done:,} of {total:,}")

    try:
        return run(arguments, tell)
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
