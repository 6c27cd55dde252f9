"""What staging needs to know beside the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from etl.errors import InputError
from etl.sources import Export, Format
from etl.staging.arrow import cleaned, missing_text
from etl.taxonomy import Taxonomy


@dataclass(frozen=True)
class StagingContext:
    """What holds for every row of an export.

    Attributes
    ----------
    source
        Name under which its tickets are kept.
    mapping
        Field of `etl.model.FIELDS` to column.
    format
        Format of the export.
    date_order
        "dmy", "mdy", "ymd", or None where no date can be read in two ways.
    time_zone
        Zone of times that state no offset.
    taxonomy
        Taxonomy in force: its time zone is the business zone.
    key
        Key of the pseudonyms.
    now
        UTC, plain.
    coded
        Fields that hold a system's ids where words are expected.
    """

    source: str
    mapping: Mapping[str, str]
    format: Format
    date_order: str | None
    time_zone: str
    taxonomy: Taxonomy
    key: bytes
    now: datetime
    coded: frozenset[str] = frozenset()

    def cells(self, frame: pd.DataFrame, field: str) -> pd.Series[Any]:
        """Cells of the column that a field is mapped to, without outer white space; all missing where it has none."""
        column = self.mapping.get(field)
        return missing_text(frame.index) if column not in frame.columns else cleaned(frame[column])

    def has(self, field: str) -> bool:
        """Whether the export has a column for a field."""
        return field in self.mapping


def context_for(
    export: Export, taxonomy: Taxonomy, key: bytes, now: datetime, time_zone: str | None = None
) -> StagingContext:
    """Context of an export.

    Parameters
    ----------
    time_zone
        Zone of times that state no offset; None for the taxonomy's.

    Raises
    ------
    InputError
        If the zone is unknown.
    """
    zone = time_zone or taxonomy.timezone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"The time zone {zone!r} is unknown; give one such as Europe/Amsterdam or UTC.") from error
    return StagingContext(
        source=export.format.name,
        mapping=dict(export.mapping),
        format=export.format,
        date_order=export.date_order,
        time_zone=zone,
        taxonomy=taxonomy,
        key=key,
        now=now,
        coded=export.coded,
    )
