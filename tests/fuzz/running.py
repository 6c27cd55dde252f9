"""Mutated files by number, and the processes that load them."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from queue import Empty, Queue
from random import Random
from typing import Any

from etl.sources import FORMATS
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import Seed
from tests.fuzz.worker import Ending, Task, work

_WALL_SECONDS = 240
_DATE_ORDERS = ["dmy", "mdy", "ymd"]
_MAPPED = ["ticket_id=id", "body=subject", "changed_at=updated_at", "changed_at=created_at", "team=", "created_at=date"]


def task_of(number: int, seed: int, all_seeds: list[Seed]) -> Task:
    """The `number`-th file of a seed: the same wherever the same files are mutated."""
    chances = Random(f"{seed} {number}")
    chosen = chances.choice(all_seeds)
    while not chosen.is_export and chances.random() < 0.9:
        chosen = chances.choice(all_seeds)
    content = mutated(chosen, chances)
    options: list[str] = []
    if chances.random() < 0.2:
        options += ["--source", chances.choice(FORMATS).name]
    if chances.random() < 0.15:
        options += ["--map", chances.choice(_MAPPED)]
    if chances.random() < 0.1:
        options += ["--date-order", chances.choice(_DATE_ORDERS)]
    return Task(number, chosen.name, content, options)


def run(tasks: Iterable[Task], count_workers: int, tell: Callable[[Task, Ending], None]) -> None:
    """Load every file, each in one of some processes that take one after the other; `tell` hears of each ending."""
    waiting: Queue[Task] = Queue(maxsize=2 * count_workers)
    is_done, lock = threading.Event(), threading.Lock()

    def drive() -> None:
        with _Worker() as worker:
            while True:
                try:
                    task = waiting.get(timeout=0.2)
                except Empty:
                    if is_done.is_set():
                        return
                    continue
                ending = worker.load(task)
                with lock:
                    tell(task, ending)

    drivers = [threading.Thread(target=drive) for _ in range(count_workers)]
    for driver in drivers:
        driver.start()
    try:
        for task in tasks:
            waiting.put(task)
    finally:
        is_done.set()
        for driver in drivers:
            driver.join()


class _Worker:
    """A process that is started anew when a file ends it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="headwater-fuzz-"))
        self._process: Any = None
        self._tasks: Any = None

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._tasks.send(None)
            self._process.join(10)
            self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def load(self, task: Task) -> Ending:
        if self._process is None or not self._process.is_alive():
            self._start()
        self._tasks.send(task)
        try:
            if self._tasks.poll(_WALL_SECONDS):
                ending: Ending = self._tasks.recv()
                return ending
            self._process.kill()
            return Ending(task.number, task.name, problems=[f"not done after {_WALL_SECONDS} s"])
        except (EOFError, ConnectionError):
            self._process.join()
            return Ending(task.number, task.name, problems=[f"ended the process ({self._process.exitcode})"])
        finally:
            if not self._process.is_alive():
                self._process.join()
                self._process = None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._tasks, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._folder), daemon=True)
        self._process.start()
        theirs.close()
