"""Writes a sample's files, byte for byte the same each time, and the manifest by which the dashboard knows them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from tools.sample.cells import COLUMNS
from tools.sample.clock import EXPORTED, text
from tools.sample.generate import Sample

TICKETS, EVENTS, TRUTH = "tickets.csv.gz", "events.csv.gz", "truth.csv.gz"
VOLUMES, WRONG, RULINGS, MANIFEST = "volumes.csv", "wrong_rows.csv", "rulings.csv.gz", "manifest.json"


def write_files(sample: Sample, folder: Path, seed: int) -> dict[str, int]:
    """Write all files of a sample.

    Returns
    -------
    dict
        File name to size in bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        TICKETS: _gzip(_csv(COLUMNS, sample.rows)),
        EVENTS: _gzip(_frame_csv(sample.events)),
        TRUTH: _gzip(_frame_csv(sample.truth)),
        VOLUMES: _frame_csv(sample.orders),
        WRONG: _frame_csv(sample.wrong),
        RULINGS: _gzip(_frame_csv(sample.rulings)),
    }
    manifest = {
        "what": "A generated sample of an invented retailer: no real customers, orders or people.",
        "exported_at": text(EXPORTED),
        "seed": seed,
        "tickets": len(sample.tickets),
        "wrong_rows": len(sample.wrong),
        # What the dashboard loads, and in which order: a history is laid over the tickets that it tells of.
        "load": [TICKETS, EVENTS, VOLUMES],
        "rulings": RULINGS,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
    }
    contents[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return {name: len(data) for name, data in contents.items()}


def _frame_csv(frame: pd.DataFrame) -> bytes:
    return _csv(list(frame.columns), frame.to_numpy().tolist())


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _gzip(data: bytes) -> bytes:
    # Without a time in the header the same content gives the same bytes.
    return gzip.compress(data, compresslevel=9, mtime=0)
