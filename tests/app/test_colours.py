"""Colour means department: stable, and told apart by colour-blind readers too."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from etl.marts.core.colours import DEPARTMENTS, FRONTLINE, NEUTRAL, OTHER, OTHER_LABEL, palette
from etl.model import UNATTRIBUTED

NAMES = ("Support", "Logistics", "Billing", "IT")

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def _lab(colour: str, vision: str) -> np.ndarray:
    """CIE L*a*b* of a colour as seen with a kind of vision."""
    srgb = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(VISION[vision]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratios = to_xyz @ seen / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(ratios > 0.008856, np.cbrt(ratios), 7.787 * ratios + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", list(VISION))
def test_every_pair_of_colours_stays_apart_for_every_kind_of_vision(vision: str) -> None:
    colours = [*DEPARTMENTS, FRONTLINE, NEUTRAL]
    distances = {
        (one, other): float(np.linalg.norm(_lab(one, vision) - _lab(other, vision)))
        for one, other in combinations(colours, 2)
    }
    assert min(distances.values()) >= 12, min(distances, key=distances.__getitem__)


def test_frontline_is_teal_and_unattributed_is_grey() -> None:
    colours = palette(NAMES, ["Support"])
    assert colours["Support"] == FRONTLINE
    assert colours[UNATTRIBUTED] == NEUTRAL


def test_a_department_keeps_its_colour_whatever_its_size_or_who_is_appended() -> None:
    small = palette(NAMES, ["Support"], {"Logistics": 1, "Billing": 900})
    large = palette(NAMES, ["Support"], {"Logistics": 900, "Billing": 1})
    longer = palette((*NAMES, "Stores"), ["Support"])
    assert small == large
    assert {name: longer[name] for name in NAMES} == {name: small[name] for name in NAMES}


def test_of_more_departments_than_colours_the_largest_keep_theirs_and_the_rest_share_one() -> None:
    names = [f"D{number}" for number in range(len(DEPARTMENTS) + 3)]
    sizes = {name: float(number) for number, name in enumerate(names)}
    colours = palette(names, [], sizes)
    assert [name for name in names if colours[name] == OTHER] == ["D0", "D1", "D2"]
    assert colours[OTHER_LABEL] == OTHER
    assert len({colours[name] for name in names[3:]}) == len(DEPARTMENTS)
