"""Times of changes, read well enough to put the rows of an event log in order.

Staging brings times into UTC; here only their order within one file counts, so zones are left aside unless stated.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janv janvier ene enero janeiro januari jän jänner",
            "feb february februar févr fevr fév février fevrier febrero fev fevereiro februari",
            "mar march mär märz mrz maerz mars marzo março marco mrt maart",
            "apr april avr avril abr abril",
            "may mai mayo maio mei",
            "jun june juni juin junio junho",
            "jul july juli juil juillet julio julho",
            "aug august août aout ago agosto augustus",
            "sep sept september septembre septiembre set setembro",
            "oct october okt oktober octobre octubre out outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember déc décembre decembre dic diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
"""Number of a month by its name or short name, lower-case and without a dot: English, Spanish, German, French,
Portuguese and Dutch."""

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp])?(?:\.?[Mm]\.?)?\s*(?:Z|UTC|GMT)?(?P<offset>[+-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_DAY_NAMED = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,? +)?(\d{1,2})\.?(?:[-/ ]| de )+([^\W\d_]{3,12})\.?(?:[-/ ,.]| de )+(\d{4}|\d{2})"
)
_MONTH_NAMED = re.compile(r"(?:[^\W\d_]{2,12}\.?,? +)?([^\W\d_]{3,12})\.? +(\d{1,2}),? +(\d{4})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?Z?")
_EPOCH = re.compile(r"(1\d{9})(\d{3}|\.\d+)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")
_CENTURY_FROM = 70
"""A year of two digits below it is of this century."""


def read_moments(cells: pd.Series[Any], order: str | None) -> npt.NDArray[np.datetime64]:
    """Read a column of times.

    Parameters
    ----------
    cells
        Times as the file has them.
    order
        "dmy", "mdy" or "ymd", for dates of numbers.

    Returns
    -------
    numpy.ndarray
        ``datetime64[us]``, as long as `cells`; NaT where a cell is missing or can't be read.
    """
    codes, different = pd.factorize(cells)
    read = [_read(str(cell).strip(), order) for cell in different]
    moments = np.array([*read, None], dtype="datetime64[us]")
    return moments[codes]


def _read(text: str, order: str | None) -> datetime | None:
    try:
        return _read_number(text) or _read_date(text, order)
    except (ValueError, OverflowError, KeyError):
        return None


def _read_number(text: str) -> datetime | None:
    if found := _EPOCH.fullmatch(text):
        part = found.group(2) or ""
        seconds = int(found.group(1)) + (int(part) / 1000 if part.isdigit() else float(part or 0))
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)
    if _SERIAL.fullmatch(text):
        return datetime(1899, 12, 30) + timedelta(days=float(text.replace(",", ".")))
    if found := _COMPACT.fullmatch(text):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    return None


def _read_date(text: str, order: str | None) -> datetime | None:
    if found := _NUMERIC.match(text):
        first, second, third = (int(part) for part in found.groups())
        if len(found.group(1)) == 4 or order == "ymd":
            year, month, day = first, second, third
        else:
            day, month, year = (second, first, third) if order == "mdy" else (first, second, third)
    elif found := _DAY_NAMED.match(text):
        day, month, year = int(found.group(1)), MONTHS[found.group(2).casefold()], int(found.group(3))
    elif found := _MONTH_NAMED.match(text):
        day, month, year = int(found.group(2)), MONTHS[found.group(1).casefold()], int(found.group(3))
    else:
        return None
    if year < 100:
        year += 2000 if year < _CENTURY_FROM else 1900
    return _add_clock(datetime(year, month, day), text[found.end() :].lstrip("T, \u202f"))


def _add_clock(day: datetime, text: str) -> datetime | None:
    if not text:
        return day
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"] and hour <= 12:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    fraction = int((found["fraction"] or "").ljust(6, "0")[:6])
    moment = day.replace(hour=hour, minute=int(found["minute"]), second=int(found["second"] or 0), microsecond=fraction)
    if found["offset"]:
        sign, digits = found["offset"][0], found["offset"][1:].replace(":", "")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        moment = moment - away if sign == "+" else moment + away
    return moment
