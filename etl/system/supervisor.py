"""Runs a command in its own process, with bounds on memory and time.

Libraries that read files are native code: a file can make them allocate half a terabyte or loop forever, and take their
process down. So a command that reads files runs in a child process, whose end is reported in a line. On Windows, which
can't fork a process, the command runs without (see `docs/decisions/reading.md`).
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

READING_COMMANDS = frozenset({"load", "validate", "attribute", "evaluate", "survey", "taxonomy", "rulings"})
"""Commands that read foreign files."""

EXIT_INPUT = 2
_IS_LINUX: bool = sys.platform == "linux"
_MEGABYTE = 2**20
_LOOK_SECONDS = 0.25
_RESERVED = 4
"""Address space limit as a multiple of the memory limit: libraries reserve far more than they use."""

_SECONDS, _SECONDS_PER_MB = 900, 20
"""Seconds of work that a command may take, and for each megabyte of its files and of the store, which is attributed
again: some thirty times what a load needs."""
_SECONDS_ON_A_SERVER = 24 * 60 * 60
"""The same where the store, or what is read, is a database server's: how large it is isn't known here."""

_SET_PARENT_DEATH_SIGNAL = 1  # a name of Linux's prctl(2)


def reads_files(arguments: Sequence[str]) -> bool:
    """Whether a command reads foreign files, and this system can supervise it."""
    return bool(arguments) and arguments[0] in READING_COMMANDS and hasattr(os, "fork")


def supervised(run: Callable[[], int], arguments: Sequence[str], memory_mb: int, home: Path | None) -> int:
    """Run a command in a child process, and report how it ended if it can't do so itself.

    Parameters
    ----------
    run
        Runs it, and returns its exit code. Nothing large has been imported yet, and no thread started.
    arguments
        The command line; the sizes of files named in it say how long it may take.
    memory_mb
        Most megabytes that it may take.
    home
        Folder of the store, whose size says the same; None where a database server has it.

    Returns
    -------
    int
        Its exit code; 2 where it was ended.
    """
    seconds = _seconds_allowed(arguments, home)
    of_parent, of_child = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(of_parent[1])
        os.close(of_child[0])
        _run_in_child(run, of_parent[0], memory_mb, seconds)
    os.close(of_parent[0])
    os.close(of_child[1])
    # A keyboard interrupt reaches both processes, but the child waits for ours, so it is reported once.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _send(child, signal.SIGTERM))
    is_over = _watch(child, of_child[0], memory_mb)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return code
    print(_told(-code, is_over, memory_mb, seconds), file=sys.stderr)
    return EXIT_INPUT


def _run_in_child(run: Callable[[], int], life_of_parent: int, memory_mb: int, seconds: int) -> NoReturn:
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _bound(memory_mb, seconds)
        _end_with_parent(life_of_parent)
        code = run()
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BrokenPipeError:
        pass  # the reader of our output is gone
    except OSError:  # a full disk behind redirected output: the output is incomplete
        code = code or 1
    finally:
        os._exit(code)  # freeing a load's memory object by object takes a while


def _bound(memory_mb: int, seconds: int) -> None:
    import resource

    with suppress(ValueError, OSError):  # the user's own limit is lower
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    if _IS_LINUX:  # ignored on other systems
        with suppress(ValueError, OSError):
            space = _RESERVED * memory_mb * _MEGABYTE
            resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _end_with_parent(life_of_parent: int) -> None:
    """End this process when its parent is killed."""
    if _IS_LINUX:
        with suppress(OSError, AttributeError):  # a Linux without glibc
            ctypes.CDLL("libc.so.6").prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)

    def wait() -> None:
        os.read(life_of_parent, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _watch(child: int, life_of_child: int, memory_mb: int) -> bool:
    """Wait for the child to end; returns whether it was killed for using too much memory."""
    while not select.select([life_of_child], [], [], _LOOK_SECONDS)[0]:
        if _megabytes_of(child) > memory_mb:
            _send(child, signal.SIGKILL)
            return True
    return False


def _megabytes_of(process: int) -> float:
    """Resident memory of a process in megabytes; 0 if unknown."""
    if _IS_LINUX:
        try:
            pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE
    command = ["ps", "-o", "rss=", "-p", str(process)]
    with suppress(OSError, ValueError):
        return int(subprocess.run(command, capture_output=True, text=True, check=False).stdout or 0) / 1024
    return 0.0


def _seconds_allowed(arguments: Sequence[str], home: Path | None) -> int:
    if home is None or any("://" in each for each in arguments):
        return _SECONDS_ON_A_SERVER
    stored = max(map(_size, home.glob("warehouse/*")), default=0)
    return _SECONDS + _SECONDS_PER_MB * (stored + sum(_size(Path(each)) for each in arguments)) // 1_000_000


def _size(path: Path) -> int:
    with suppress(OSError, ValueError):
        inside = path.rglob("*") if path.is_dir() else []
        return path.stat().st_size + sum(each.stat().st_size for each in inside if each.is_file())
    return 0


def _send(process: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _told(number: int, is_over: bool, memory_mb: int, seconds: int) -> str:
    kept = "Nothing was stored from the file that was being read."
    if is_over:
        return (
            f"Stopped: the file needs more than {memory_mb:,} MB of memory, the limit for a command. {kept}\n"
            "Load it in parts, or as CSV; or set HEADWATER_MEMORY_MB to more."
        )
    if number == signal.SIGXCPU:
        return (
            f"Stopped after {seconds:,} seconds of work, the limit for files of this size. {kept}\n"
            "Load it in parts. If it is an ordinary export, it may be damaged: export it again."
        )
    if number == signal.SIGKILL:
        return (
            f"The command was ended from outside, perhaps because memory ran out. {kept}\n"
            "Close other programs, and try again."
        )
    name = signal.Signals(number).name
    return (
        f"The file can't be read: its reader crashed ({name}). It may be damaged, or made to do harm. {kept}\n"
        "Open it in the program that it comes from, and save it as CSV."
    )
