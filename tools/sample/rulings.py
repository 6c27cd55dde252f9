"""What the shop's invented reviewers ruled: a weekly random draw, with the mistakes that people make.

Reviewers read the ticket and often ask around, so they mostly find the cause; sometimes they name another
department, and where nothing tells they say that they can't. The engine learns from these as from any rulings, so
its quality on the sample is to be measured on the tickets that nobody ruled on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

RULED_SHARE = 0.17
"""Part of the complaints that was drawn: about forty a week."""
MISTAKE = 0.05
CANNOT_TELL = {"said": 0.0, "hinted": 0.02, "symptom": 0.25, "none": 0.6}
"""How often a reviewer can't tell, by how much the text gives away."""
SPLITS = 0.5
"""How often a reviewer names both of two causes, and not the larger alone."""
REVIEWERS = ("Noor (reviewer)", "Pim (reviewer)", "Yasmin (reviewer)")
COLUMNS = ["ticket_id", "department", "issue", "share", "author", "ruled_at", "action", "sample"]
_UNATTRIBUTED = "Unattributed"


def rule(truth: pd.DataFrame, created: pd.Series[str], seed: int) -> pd.DataFrame:
    """Rulings on a random draw of the complaints that count.

    Parameters
    ----------
    truth
        As in truth.csv.gz.
    created
        Local time of creation by ticket id, ``2026-03-01 14:05``.
    seed
        Of the draw, the mistakes and the reviewers.

    Returns
    -------
    DataFrame
        One row per ruling and department, columns `COLUMNS`; ruled_at is UTC, a few days after the ticket.
    """
    random = np.random.default_rng([seed, 77])
    counted = truth[(truth["kind"] == "complaint") & (truth["excluded_as"].fillna("") == "")]
    departments = sorted(set(counted["department"]))
    by_ticket = {str(key): group for key, group in counted.groupby("ticket_id", sort=True)}
    drawn = sorted(random.choice(sorted(by_ticket), round(RULED_SHARE * len(by_ticket)), replace=False).tolist())
    rows = [row for ticket in drawn for row in _ruling(by_ticket[ticket], created[ticket], departments, random)]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["ruled_at", "ticket_id"], kind="stable", ignore_index=True)


def _ruling(
    causes: pd.DataFrame, created: str, departments: list[str], random: np.random.Generator
) -> list[dict[str, object]]:
    first = causes.sort_values("share", ascending=False, key=lambda share: share.astype(float)).iloc[0]
    days = pd.Timedelta(days=int(random.integers(1, 8)), minutes=int(random.integers(0, 480)))
    ruled_at = pd.Timestamp(created).normalize() + days + pd.Timedelta(hours=8)
    shared = {
        "ticket_id": str(first["ticket_id"]),
        "author": REVIEWERS[int(random.integers(len(REVIEWERS)))],
        "ruled_at": f"{ruled_at:%Y-%m-%dT%H:%MZ}",
        "sample": "random",
    }
    if random.random() < CANNOT_TELL[first["clue"]]:
        return [{**shared, "department": _UNATTRIBUTED, "issue": "", "share": 1.0, "action": "cannot_tell"}]
    if random.random() < MISTAKE:
        others = [name for name in departments if name != first["department"]]
        wrong = others[int(random.integers(len(others)))]
        return [{**shared, "department": wrong, "issue": "", "share": 1.0, "action": "assign"}]
    named = causes if len(causes) > 1 and random.random() < SPLITS else causes.loc[[first.name]]
    shares = named["share"].astype(float)
    parts = zip(named["department"], named["issue"], (shares / shares.sum()).round(4), strict=True)
    action = "split" if len(named) > 1 else "assign"
    return [{**shared, "department": d, "issue": issue, "share": share, "action": action} for d, issue, share in parts]
