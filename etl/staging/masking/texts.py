"""Masks personal data in texts: e-mail addresses, phone, card, account and national numbers, and the author's name.

Arrow's RE2 filters whole columns for texts that could contain any; only those are processed one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.staging.masking.accounts import could_hold_any, find_cards, find_ibans, find_national_ids
from etl.staging.masking.phones import find_phones
from etl.staging.masking.writers import without_names
from etl.values.arrow import to_arrow, to_mask, to_text

_EMAIL = r"[\pL\d._%+'\-]+@[\pL\d\-]+(?:\.[\pL\d\-]+)+"
_BETWEEN = " ()./\\-\u00a0\u2000-\u200a\u202f\u2010-\u2015\u2212"
_HAS_DIGITS = r"(?:\d\D*){5}"
_HAS_NUMBER = rf"\d(?:[{_BETWEEN}]{{0,3}}\d){{6}}"
_RUN = re.compile(rf"\d(?:[{_BETWEEN}]{{0,3}}\d){{6,}}")
_AROUND = 48
_BLANKS, _DASHES = (0xA0, *range(0x2000, 0x200B), 0x202F), (*range(0x2010, 0x2016), 0x2212)
_PLAIN = dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_DASHES, "-")
"""Blanks that don't break a line and typographic dashes, each as the one sign that it is read as."""
Finders = tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]
_FINDERS: Finders = (
    ("[iban]", find_ibans),
    ("[card]", find_cards),
    ("[id]", find_national_ids),
    ("[phone]", find_phones),
)
_PHONES = _FINDERS[-1:]
_TAKEN = "]"
"""Placeholder for a found number, so that no later rule matches there."""


def mask(
    text: pd.Series[Any], names: list[pd.Series[Any]] | None = None, common: frozenset[str] = frozenset()
) -> pd.Series[Any]:
    """Text with personal data replaced by [email], [iban], [card], [id], [phone] and [name].

    Parameters
    ----------
    text
        Text column.
    names
        Columns on the same index with names of the author, to be masked in the author's own text.
    common
        Words that aren't masked as a name.
    """
    cells = _without_emails(to_arrow(text))
    # The shortest number has five digits; most columns have no cell with that many and are done.
    with_digits = to_mask(pc.match_substring_regex(cells, _HAS_DIGITS))
    if with_digits.any():
        cells = _replaced(cells, with_digits, _without_numbers(cells.filter(pa.array(with_digits))))
    for column in names or []:
        cells = without_names(cells, column, common)
    return to_text(cells, text.index)


def _without_numbers(cells: Any) -> Any:
    with_more = could_hold_any(cells)
    with_numbers = to_mask(pc.match_substring_regex(cells, _HAS_NUMBER)) | with_more
    few = zip(cells.filter(pa.array(with_numbers)).to_pylist(), with_more[with_numbers], strict=True)
    masked = [mask_numbers(one, _FINDERS if has_more else _PHONES) for one, has_more in few]
    return _replaced(cells, with_numbers, pa.array(masked, type=pa.large_string())) if masked else cells


def mask_emails(text: pd.Series[Any]) -> pd.Series[Any]:
    """Mask e-mail addresses in a column of references, whose long numbers stay."""
    return to_text(_without_emails(to_arrow(text)), text.index)


def mask_numbers(text: str, finders: Finders = _FINDERS) -> str:
    """One text with its account, card, national and phone numbers masked."""
    # The rules only need the words around the numbers, so the rest of a long text is left alone.
    runs = [run.span() for run in _RUN.finditer(text)] or [(0, len(text))]
    skipped, end = max(0, runs[0][0] - _AROUND), runs[-1][1] + _AROUND
    plain = text[skipped:end] if text.isascii() else text[skipped:end].translate(_PLAIN)
    found = []
    for label, finder in finders:
        for start, end in list(finder(plain)):
            if _TAKEN not in plain[start:end]:
                found.append((start, end, label))
                plain = plain[:start] + _TAKEN * (end - start) + plain[end:]
    pieces, at = [], 0
    for start, end, label in sorted(found):
        pieces.append(text[at : skipped + start] + label)
        at = skipped + end
    return "".join(pieces) + text[at:]


def _without_emails(cells: Any) -> Any:
    with_at = to_mask(pc.match_substring(cells, "@"))
    if not with_at.any():
        return cells
    return _replaced(cells, with_at, pc.replace_substring_regex(cells.filter(pa.array(with_at)), _EMAIL, "[email]"))


def _replaced(cells: Any, where: Any, values: Any) -> Any:
    return pc.replace_with_mask(cells, pa.array(where), values)
