"""Removes white space from long byte strings, at the speed of NumPy."""

from __future__ import annotations

import numpy as np

_SPACE, _LINE_END = ord(" "), ord("\n")


def single_spaces(content: bytes) -> bytes:
    """Content with each run of spaces as one space."""
    text = np.frombuffer(content, np.uint8)
    is_space = text == _SPACE
    is_next = np.zeros(len(text), dtype=bool)
    np.logical_and(is_space[1:], is_space[:-1], out=is_next[1:])
    return text[~is_next].tobytes() if is_next.any() else content


def stripped_lines(content: bytes) -> bytes:
    """Content with single spaces, and none at the start or end of a line."""
    text = np.frombuffer(content, np.uint8)
    is_space = text == _SPACE
    follows = np.ones(len(text), dtype=bool)  # whether a space or a line end is before it
    np.logical_or(is_space[:-1], text[:-1] == _LINE_END, out=follows[1:])
    text = text[~(is_space & follows)]
    precedes = np.ones(len(text), dtype=bool)
    np.equal(text[1:], _LINE_END, out=precedes[:-1])
    stripped: bytes = text[~((text == _SPACE) & precedes)].tobytes()
    return stripped
