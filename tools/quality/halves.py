"""Taxonomies with half of their phrases, as one would be that knows less of the same departments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etl.taxonomy import Department, Taxonomy


def halves(taxonomy: Taxonomy, seed: int) -> tuple[Taxonomy, Taxonomy]:
    """Each phrase in one of two taxonomies that are alike otherwise, half of each department's in either."""
    random = np.random.default_rng(seed)
    split = [_halves(department, random) for department in taxonomy.departments]
    one, other = (tuple(pair[place] for pair in split) for place in (0, 1))
    return replace(taxonomy, departments=one), replace(taxonomy, departments=other)


def _halves(department: Department, random: np.random.Generator) -> tuple[Department, Department]:
    places = [(issue, place) for issue in department.issues for place in range(len(issue.phrases))]
    order = [places[number] for number in random.permutation(len(places))]
    chosen = [{(issue.name, place) for issue, place in order[start::2]} for start in (0, 1)]
    one, other = (
        replace(
            department,
            issues=tuple(
                replace(issue, phrases=tuple(p for place, p in enumerate(issue.phrases) if (issue.name, place) in kept))
                for issue in department.issues
            ),
        )
        for kept in chosen
    )
    return one, other
