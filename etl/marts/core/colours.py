"""Colour means department, everywhere the same, by name and not by rank.

The set is drawn from Paul Tol's qualitative schemes and Okabe and Ito's (both made for colour-blind readers; no red
stands against a green). Within it every pair, teal and grey included, keeps a CIE76 distance of 12 or more for
normal, protan, deutan and tritan vision; a test computes that. Order of the list: neighbours in a taxonomy differ
in lightness as well as in hue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.taxonomy import Taxonomy

FRONTLINE = "#009988"
NEUTRAL = "#b0b0b0"
OTHER = "#56606b"
OTHER_LABEL = "Other departments"
_NOBODY = (UNATTRIBUTED, NONE_OF_THESE)
DEPARTMENTS = ("#4477AA", "#CCBB44", "#994455", "#66CCEE", "#D55E00", "#999933", "#EE8866")


def palette(names: Sequence[str], frontline: Sequence[str], sizes: Mapping[str, float] | None = None) -> dict[str, str]:
    """Colour of each department.

    Parameters
    ----------
    names
        Departments in the order of the taxonomy in force. The order, not the size, gives a colour, so no filter
        and no new data changes it; appending a department changes nobody else's.
    frontline
        Those of them that are the frontline: always the same teal.
    sizes
        Complaints per department over the whole store. Used only when there are more departments than colours:
        the largest keep theirs, the rest share one.

    Returns
    -------
    dict
        Colour by name, with `UNATTRIBUTED`, `NONE_OF_THESE` and `OTHER_LABEL` among them.
    """
    elsewhere = [name for name in dict.fromkeys(names) if name not in frontline and name not in _NOBODY]
    if len(elsewhere) > len(DEPARTMENTS):
        largest = sorted(elsewhere, key=lambda name: (-(sizes or {}).get(name, 0.0), elsewhere.index(name)))
        keep = set(largest[: len(DEPARTMENTS)])
    else:
        keep = set(elsewhere)
    free = iter(DEPARTMENTS)
    colours = {name: next(free) if name in keep else OTHER for name in elsewhere}
    colours.update(dict.fromkeys(frontline, FRONTLINE))
    return colours | dict.fromkeys(_NOBODY, NEUTRAL) | {OTHER_LABEL: OTHER}


def colours_of(everywhere: pd.DataFrame, taxonomy: Taxonomy) -> dict[str, str]:
    """Colour of each department of a store: by the taxonomy in force and the whole store, so no filter changes it.

    Parameters
    ----------
    everywhere
        ``etl.marts.frames.breakdowns.by_department`` without filters: columns department, complaints.
    """
    names = [*taxonomy.names, *sorted(set(everywhere["department"]) - set(taxonomy.names))]
    sizes = dict(zip(everywhere["department"], everywhere["complaints"], strict=True))
    return palette(names, taxonomy.frontline, sizes)
