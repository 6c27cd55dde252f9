"""From a size and a seed to a whole sample."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.sample import rulings, volumes
from tools.sample.export import lay_out
from tools.sample.tickets import draw_tickets
from tools.sample.wrong import add_wrong_rows

COUNT = 20_000
SEED = 20_261_031


@dataclass(frozen=True)
class Sample:
    """A generated sample.

    Attributes
    ----------
    rows
        Cells of the ticket export, row by row, the wrong rows among them; the header is `cells.COLUMNS`.
    tickets
        The right rows as a frame of text, columns `cells.COLUMNS`.
    events, truth, wrong, orders
        Frames of the files events, truth, wrong_rows and volumes; see sample/README.md.
    rulings
        What the shop's reviewers ruled, `rulings.COLUMNS`.
    """

    rows: list[list[str]]
    tickets: pd.DataFrame
    events: pd.DataFrame
    truth: pd.DataFrame
    wrong: pd.DataFrame
    orders: pd.DataFrame
    rulings: pd.DataFrame


def generate(count: int = COUNT, seed: int = SEED) -> Sample:
    """Make a sample of `count` tickets; the same arguments give the same sample.

    Parameters
    ----------
    count
        Right rows. About three wrong rows come on top of each thousand.
    seed
        Of every random choice.

    Raises
    ------
    ValueError
        If `count` is below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}; a sample has 1 ticket or more.")
    rng, draw = np.random.default_rng(seed), random.Random(seed)
    orders = volumes.draw_orders(count, rng)
    drawn = draw_tickets(count, orders, rng)
    export = lay_out(drawn, rng, draw)
    rows, wrong = add_wrong_rows(export.tickets, draw)
    created = export.tickets.set_index("Id")["Created at"]
    ruled = rulings.rule(export.truth, created, seed)
    return Sample(rows, export.tickets, export.events, export.truth, wrong, volumes.frame(orders), ruled)


def benchmark_frame(count: int, seed: int = SEED) -> pd.DataFrame:
    """Right rows only, as a frame of text with the columns of the export: for tests of speed, about 60 words each."""
    rng, draw = np.random.default_rng(seed), random.Random(seed)
    return lay_out(draw_tickets(count, volumes.draw_orders(count, rng), rng), rng, draw, least_length=0.8).tickets
