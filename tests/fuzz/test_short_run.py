"""A few mutated files end as they may: loaded, or refused in plain words."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutate import mutated
from tests.fuzz.running import run, task_of
from tests.fuzz.seeds import seeds
from tests.fuzz.worker import Ending, Task

COUNT, SEED = 40, 4


def test_mutated_files_are_loaded_or_refused_in_plain_words_and_their_sums_are_right() -> None:
    endings: list[Ending] = []
    all_seeds = seeds(with_real=False)

    def tell(_task: Task, ending: Ending) -> None:
        endings.append(ending)

    run((task_of(number, SEED, all_seeds) for number in range(COUNT)), 1, tell)

    assert [
        f"{ending.number} {ending.name}: {ending.problems} {ending.told}" for ending in endings if ending.problems
    ] == []
    assert len(endings) == COUNT
    assert {ending.code for ending in endings} == {0, 2}


def test_a_file_that_ends_its_process_is_told_and_the_next_one_gets_another() -> None:
    endings: list[Ending] = []
    # An empty name can't be written to: the process ends with the error that nobody caught.
    tasks = [Task(0, "", b"x", []), Task(1, "a.csv", b"", [])]
    run(tasks, 1, lambda _task, ending: endings.append(ending))

    assert endings[0].problems == ["ended the process (1)"]
    assert (endings[1].code, endings[1].problems) == (2, [])


def test_a_file_follows_from_its_seed_and_number() -> None:
    all_seeds = seeds(with_real=False)

    assert task_of(7, 1, all_seeds) == task_of(7, 1, all_seeds)
    assert mutated(all_seeds[0], Random(1)) != mutated(all_seeds[0], Random(2))
