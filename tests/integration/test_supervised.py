"""A command that reads a file has bounds on memory and time, is told how it ended, and leaves no orphan."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.system.supervisor import reads_files
from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="only where a process can be parted in two")


def supervised(body: str, memory_mb: int = 2_048, home: Path = Path("nowhere")) -> subprocess.Popen[str]:
    """A process that supervises a few lines of Python."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    script = (
        "import os, signal, sys, time\nfrom pathlib import Path\nfrom etl.system.supervisor import supervised\n"
        f"def run():\n{lines}\n    return 0\n"
        "def stop(*_):\n    raise KeyboardInterrupt\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        f"sys.exit(supervised(run, ['load'], {memory_mb}, Path({str(home)!r})))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ending(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, told


def is_there(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_commands_that_read_files_are_supervised_and_others_not() -> None:
    assert reads_files(["load", "a.csv"])
    assert not reads_files(["measures"])
    assert not reads_files([])


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_exit_code_of_a_command_is_its_own(code: int) -> None:
    assert ending(supervised(f"return {code}")) == (code, "")


def test_a_process_that_a_library_ends_is_told_in_two_lines() -> None:
    code, told = ending(supervised("os.abort()"))

    assert code == 2
    assert told.startswith("The file can't be read: its reader crashed (SIGABRT)")
    assert len(told.splitlines()) == 2


def test_a_process_that_takes_too_much_memory_is_ended_with_the_bound() -> None:
    # It takes its fill at once and waits, so that it is seen, however seldom a busy machine lets the other look.
    code, told = ending(supervised("kept = b'x' * 200_000_000\ntime.sleep(50)", 100))

    assert code == 2
    assert "needs more than 100 MB of memory" in told


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the bound isn't heeded")
def test_a_single_demand_for_half_a_terabyte_is_refused_at_once() -> None:
    code, told = ending(supervised("try:\n    bytearray(2**39)\nexcept MemoryError:\n    return 3"))

    assert (code, told) == (3, "")


def test_a_process_that_never_ends_is_ended_with_the_bound() -> None:
    body = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 3))\nwhile True: pass"
    code, told = ending(supervised(body))

    assert code == 2
    assert "seconds of work, the limit" in told


def test_a_large_store_may_be_traced_anew_for_longer(tmp_path: Path) -> None:
    asked = "import resource\nprint(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    empty = supervised(asked, home=tmp_path).communicate(timeout=PATIENCE_SECONDS)[0]
    (tmp_path / "warehouse").mkdir()
    with (tmp_path / "warehouse" / "000001.duckdb").open("wb") as snapshot:
        snapshot.truncate(10_000_000)
    full = supervised(asked, home=tmp_path).communicate(timeout=PATIENCE_SECONDS)[0]

    assert (int(empty), int(full)) == (900, 1_100)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_reaches_the_process_once_and_it_ends_tidily(number: signal.Signals) -> None:
    body = (
        "try:\n    print('began', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    print('tidy')\n    return 1"
    )
    process = supervised(body)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)

    assert process.communicate(timeout=PATIENCE_SECONDS)[0] == "tidy\n"
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes as Linux lists them")
def test_a_process_whose_supervisor_is_killed_ends_with_it() -> None:
    process = supervised("print(os.getpid(), flush=True)\ntime.sleep(60)")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert is_there(child)
    process.kill()
    process.wait()
    waited = time.monotonic() + PATIENCE_SECONDS
    while is_there(child) and time.monotonic() < waited:
        time.sleep(0.05)

    assert not is_there(child)
