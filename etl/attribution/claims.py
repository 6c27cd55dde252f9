"""Claims of a signal: which department it attributes each ticket to, how strongly, and on what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

import numpy as np
import numpy.typing as npt

from etl.taxonomy import Taxonomy

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

NO_ISSUE = -1


@dataclass(frozen=True)
class Classes:
    """Departments and issues of a taxonomy by number.

    Attributes
    ----------
    departments
        Names, in the taxonomy's order.
    issues
        Names of the issues of all departments, one after the other.
    issue_department
        Department number of each issue, shape (issues,).
    """

    departments: tuple[str, ...]
    issues: tuple[str, ...]
    issue_department: Integers

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> Classes:
        """Number a taxonomy's departments and issues."""
        owners = [number for number, d in enumerate(taxonomy.departments) for _ in d.issues]
        issues = tuple(issue.name for d in taxonomy.departments for issue in d.issues)
        return cls(tuple(d.name for d in taxonomy.departments), issues, np.array(owners, dtype=np.int64))


@dataclass(frozen=True)
class Claims:
    """Claims of one signal, as parallel arrays: one entry per ticket and piece of evidence, each of shape (claims,).

    Attributes
    ----------
    signal
        Name of the signal.
    row
        Position of the ticket in the chunk.
    department, issue
        Numbers in `Classes`; issue is -1 where unknown.
    source
        Number, within the signal, of the phrase, reason or fact of the taxonomy that makes the claim.
    sign
        1 for the department, -1 against it ("not the courier's fault").
    weight
        Log-odds; empty until the signal's sources are weighted.
    field, detail
        Column that the evidence was found in, and the words, value or fact.
    """

    signal: str
    row: Integers
    department: Integers
    issue: Integers
    source: Integers
    sign: Integers
    field: Objects
    detail: Objects
    weight: Floats = dataclass_field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.row)

    def take(self, keep: npt.NDArray[np.bool_] | Integers) -> Claims:
        """Select claims by a boolean mask or by position."""
        weight = self.weight[keep] if len(self.weight) else self.weight
        return Claims(
            self.signal, self.row[keep], self.department[keep], self.issue[keep], self.source[keep],
            self.sign[keep], self.field[keep], self.detail[keep], weight,
        )  # fmt: skip

    def weighted(self, weight: Floats) -> Claims:
        """Copy of the claims with these log-odds, shape (claims,)."""
        return Claims(
            self.signal, self.row, self.department, self.issue, self.source, self.sign, self.field, self.detail, weight
        )


def no_claims(signal: str) -> Claims:
    """Empty claims of a signal."""
    nothing, words = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    return Claims(signal, nothing, nothing, nothing, nothing, nothing, words, words, np.empty(0))


def join(signal: str, parts: Sequence[Claims]) -> Claims:
    """Concatenate claims of one signal; their weights are dropped."""
    spoken = [part for part in parts if len(part)]
    if not spoken:
        return no_claims(signal)
    names = ("row", "department", "issue", "source", "sign", "field", "detail")
    return Claims(signal, *(np.concatenate([getattr(part, name) for part in spoken]) for name in names))
