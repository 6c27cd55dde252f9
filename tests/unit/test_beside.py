"""Work beside this process: the same answers, in order, and what goes wrong comes back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import Future
from operator import add, truediv
from pathlib import Path
from types import ModuleType

import pytest

from etl.system.worker import ROWS_WORTH_A_PROCESS, executor_for, is_idle, likely_rows, pack, unpack

ROOT = Path(__file__).resolve().parents[2]


def test_few_rows_are_worked_on_in_this_process() -> None:
    with executor_for(ROWS_WORTH_A_PROCESS - 1) as here:
        assert here.submit(os.getpid).result() == os.getpid()


def test_many_rows_get_a_process_of_their_own_that_ends_with_the_context() -> None:
    with executor_for(ROWS_WORTH_A_PROCESS, prepare=os.getpid) as other:
        number = other.submit(os.getpid).result()
        assert number != os.getpid()
        assert [other.submit(add, 1, n).result() for n in range(3)] == [1, 2, 3]
    assert not Path(f"/proc/{number}").exists()


def test_it_ends_when_the_process_that_asks_is_killed() -> None:
    asks = (
        "import os, time; from etl.system.worker import ROWS_WORTH_A_PROCESS, executor_for\n"
        "with executor_for(ROWS_WORTH_A_PROCESS) as other:\n"
        "    print(other.submit(os.getpid).result(), flush=True); other.submit(time.sleep, 60); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", asks], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    other = Path(f"/proc/{int(process.stdout.readline())}/stat")

    def is_there() -> bool:
        return other.exists() and other.read_text().rsplit(")", 1)[1].split()[0] != "Z"

    assert is_there()
    process.kill()
    process.wait()
    waited = time.monotonic() + 10
    while is_there() and time.monotonic() < waited:
        time.sleep(0.1)
    assert not is_there()


@pytest.mark.parametrize("count_rows", [0, ROWS_WORTH_A_PROCESS])
def test_what_a_call_raises_comes_with_its_result(count_rows: int) -> None:
    with executor_for(count_rows) as somewhere:
        asked = somewhere.submit(truediv, 1, 0)
        with pytest.raises(ZeroDivisionError):
            asked.result()


def test_it_is_idle_until_two_pieces_of_work_wait() -> None:
    waiting: list[Future[int]] = [Future(), Future()]
    assert is_idle([])
    assert is_idle(waiting[:1])
    assert not is_idle(waiting)
    waiting[0].set_result(1)
    assert is_idle(waiting)


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
    with executor_for(ROWS_WORTH_A_PROCESS) as other:
        assert other.submit(add, 1, 1).result() == 2
    assert sys.modules["__main__"] is started_with
