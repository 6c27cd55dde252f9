"""Throughput of the engine on synthetic tickets: `python -m tools.quality.speed`."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from etl import model
from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import load_taxonomy

WORDS_EACH = 60
_VOCABULARY = 20_000


def synthetic(count: int, seed: int) -> StagedChunk:
    """Tickets of 60 words: invented ones by Zipf's law, with a phrase of the retail taxonomy in most."""
    random = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    lengths = random.integers(3, 11, _VOCABULARY)
    words = ["".join(random.choice(letters, length)) for length in lengths]
    odds = 1 / np.arange(1, _VOCABULARY + 1) ** 0.9
    drawn = random.choice(_VOCABULARY, size=(count, WORDS_EACH - 3), p=odds / odds.sum())
    issues = [issue for d in load_taxonomy("retail").departments for issue in d.issues]
    phrases = [phrase.rstrip("*") for issue in issues for phrase in issue.phrases]
    told = random.integers(0, len(phrases) * 5 // 4, count)
    bodies = []
    for row, place in zip(drawn, told, strict=True):
        text = [words[number] for number in row]
        if place < len(phrases):
            text.insert(20, phrases[place])
        bodies.append((" ".join(text[:30]) + ". " + " ".join(text[30:])).capitalize())
    tickets = model.empty_frame(model.tickets, without=("load_id", "run_id")).reindex(range(count))
    ids = pd.Series([str(number) for number in range(count)], dtype="str")
    tickets = tickets.assign(source="synthetic", ticket_id=ids, body=pd.Series(bodies, dtype="str"), language="en")
    nothing = pd.DataFrame(index=tickets.index)
    return StagedChunk(tickets, nothing, model.empty_frame(model.events), nothing)


def measure(count: int) -> dict[str, float]:
    """Seconds of processor time for learning, and tickets scored a second of it, in chunks of 10,000.

    Chunks are independent, so two cores score twice as many.
    """
    everything = synthetic(count, seed=1)
    taxonomy, settings = load_taxonomy("retail"), Settings()
    cpu = time.process_time()
    learnt = learn(taxonomy, everything.select(everything.tickets.index[:20_000]), None, settings)
    learning = time.process_time() - cpu
    clock, cpu = time.perf_counter(), time.process_time()
    for start in range(0, count, settings.chunk_rows):
        attribute(everything.select(everything.tickets.index[start : start + settings.chunk_rows]), taxonomy, learnt)
    wall, used = time.perf_counter() - clock, time.process_time() - cpu
    return {
        "tickets": count,
        "learn_cpu_seconds": round(learning, 2),
        "score_seconds": round(wall, 2),
        "score_cpu_seconds": round(used, 2),
        "tickets_a_second_one_core": round(count / used),
    }


if __name__ == "__main__":
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
