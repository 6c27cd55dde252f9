"""Work in other processes: the same answers, in order; errors come back; what a killed process did is done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from operator import add, truediv
from pathlib import Path
from types import ModuleType

import pytest

from etl.errors import InputError
from etl.system.pipeline import in_order
from etl.system.processes import MOST_TRIES, ProcessExecutor
from etl.system.worker import (
    ROWS_WORTH_A_PROCESS,
    Done,
    InlineExecutor,
    cores,
    executor_for,
    likely_rows,
    pack,
    processes_for,
    unpack,
)

ROOT = Path(__file__).resolve().parents[2]


def die_until(marks: str, times: int, value: int) -> int:
    """End this process as if it were killed, the first `times` times; then give the value."""
    count = len(list(Path(marks).iterdir()))
    if count < times:
        (Path(marks) / str(count)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return value


def touch_slowly(path: str) -> None:
    """Make a file after a while."""
    time.sleep(0.2)
    Path(path).touch()


def is_there(process: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_few_rows_are_worked_on_in_this_process() -> None:
    with executor_for(ROWS_WORTH_A_PROCESS - 1, workers=2) as here:
        assert here.submit(os.getpid).result() == os.getpid()


def test_many_rows_get_a_process_of_their_own_that_ends_with_the_context() -> None:
    with executor_for(ROWS_WORTH_A_PROCESS, prepare=os.getpid, workers=2) as other:
        number = other.submit(os.getpid).result()
        assert number != os.getpid()
        assert [other.submit(add, 1, n).result() for n in range(3)] == [1, 2, 3]
    assert not Path(f"/proc/{number}").exists()


@pytest.mark.parametrize(
    ("rows", "workers", "expected"),
    [(10**9, 1, 0), (10**9, 4, 3), (ROWS_WORTH_A_PROCESS * 2, 4, 2), (0, 4, 0), (10**9, 0, cores() - 1)],
)
def test_as_many_processes_start_as_are_wanted_and_worth_it(rows: int, workers: int, expected: int) -> None:
    assert processes_for(rows, workers) == expected


def test_it_ends_when_the_process_that_asks_is_killed() -> None:
    asks = (
        "import os, time; from etl.system.processes import ProcessExecutor\n"
        "with ProcessExecutor(1) as other:\n"
        "    print(other.submit(os.getpid).result(), flush=True); other.submit(time.sleep, 60); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", asks], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    other = int(process.stdout.readline())
    assert is_there(other)
    process.kill()
    process.wait()
    waited = time.monotonic() + 10
    while is_there(other) and time.monotonic() < waited:
        time.sleep(0.1)
    assert not is_there(other)


def test_what_was_not_begun_is_dropped_when_an_error_ends_the_context(tmp_path: Path) -> None:
    stopped = ExitStack()
    other = stopped.enter_context(ProcessExecutor(1))
    number = other.submit(os.getpid).result()
    for name in range(20):
        other.submit(touch_slowly, str(tmp_path / str(name)))
    assert not stopped.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not is_there(number)
    assert len(list(tmp_path.iterdir())) < 10


@pytest.mark.parametrize("count_rows", [0, ROWS_WORTH_A_PROCESS])
def test_what_a_call_raises_comes_with_its_result(count_rows: int) -> None:
    with executor_for(count_rows, workers=2) as somewhere:
        asked = somewhere.submit(truediv, 1, 0)
        with pytest.raises(ZeroDivisionError):
            asked.result()


def test_what_a_killed_process_was_working_on_is_done_again_with_all_that_waited(tmp_path: Path) -> None:
    with ProcessExecutor(2) as others:
        asked = [others.submit(die_until, str(tmp_path), 1, number) for number in range(6)]
        assert [answer.result() for answer in asked] == list(range(6))
        assert others.submit(add, 1, 1).result() == 2


def test_work_that_ends_its_process_each_time_is_given_up_and_told(tmp_path: Path) -> None:
    with ProcessExecutor(1) as other:
        asked = other.submit(die_until, str(tmp_path), 100, 1)
        with pytest.raises(InputError, match=f"ended {MOST_TRIES} times"):
            asked.result()
    assert len(list(tmp_path.iterdir())) == MOST_TRIES


def test_it_is_idle_until_two_pieces_of_work_wait() -> None:
    with ProcessExecutor(1) as other:
        assert other.is_idle()
        asked = other.submit(time.sleep, 1)
        assert other.is_idle()
        other.submit(time.sleep, 0)
        assert not other.is_idle()
        asked.result()
        assert other.is_idle()


@pytest.mark.parametrize("size", [0, 1, 2])
def test_pieces_come_in_order_wherever_they_are_worked_on(size: int) -> None:
    def here(piece: int) -> Done:
        return Done(add, piece, 1)

    with ProcessExecutor(size) if size else executor_for(0) as executor:
        found = list(in_order(executor, range(30), lambda piece: (add, piece, 1), here))
    assert found == [(piece, piece + 1) for piece in range(30)]


class Slow(InlineExecutor):
    """Does nothing until it is waited for, like workers that are busy."""

    size = 2

    def submit(self, function, /, *arguments):  # type: ignore[no-untyped-def]
        return Lazy(function, *arguments)


class Lazy(Done):
    """A result that is made when it is asked for."""

    def __init__(self, function, *arguments) -> None:  # type: ignore[no-untyped-def]
        self._call = (function, *arguments)

    def done(self) -> bool:
        """False."""
        return False

    def result(self):  # type: ignore[no-untyped-def]
        """The result."""
        return self._call[0](*self._call[1:])


def test_no_more_pieces_are_read_ahead_than_the_workers_need() -> None:
    read = []

    def pieces() -> Iterator[int]:
        for piece in range(100):
            read.append(piece)
            yield piece

    for done, _ in enumerate(in_order(Slow(), pieces(), lambda piece: (abs, piece))):
        assert len(read) - done <= 6 + 1
    assert len(read) == 100


def test_what_is_packed_is_unpacked_once() -> None:
    packed = pack({"a": 1}, [2])
    assert unpack(packed) == ({"a": 1}, [2])
    assert unpack(packed) is unpack(packed)


def test_rows_are_guessed_from_the_size_of_the_file_and_its_packing(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    for path in (plain, packed):
        path.write_bytes(b"x" * 10_000)
    assert likely_rows(plain) < likely_rows(packed)
    assert likely_rows(tmp_path / "absent.csv") == 0


def test_the_new_process_does_not_run_what_this_one_was_started_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started_with = ModuleType("__main__")
    started_with.__file__ = str(tmp_path / "page.py")
    Path(started_with.__file__).write_text("raise SystemExit('run again')", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "__main__", started_with)
    with ProcessExecutor(1) as other:
        assert other.submit(add, 1, 1).result() == 2
    assert sys.modules["__main__"] is started_with
