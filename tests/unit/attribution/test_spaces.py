"""White space goes from byte strings as replacing it step by step would take it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.text.spaces import single_spaces, stripped_lines

_CONTENTS = st.text(alphabet="a \n", max_size=30).map(str.encode)


def _replaced(content: bytes) -> bytes:
    while b"  " in content:
        content = content.replace(b"  ", b" ")
    return content


@given(_CONTENTS)
def test_a_run_of_spaces_becomes_one(content: bytes) -> None:
    assert single_spaces(content) == _replaced(content)


@given(_CONTENTS)
def test_no_line_begins_or_ends_with_a_space(content: bytes) -> None:
    wanted = _replaced(content).replace(b" \n", b"\n").replace(b"\n ", b"\n").strip(b" ")

    assert stripped_lines(content) == wanted
