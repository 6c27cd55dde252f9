"""Answers asked for lately: a dictionary that forgets what wasn't asked for the longest time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, MutableMapping
from typing import Any


class Lately(MutableMapping[Hashable, Any]):
    """The last answers, by key.

    Parameters
    ----------
    most
        Answers that are kept.
    most_bytes
        Bytes of those that say how many they have, by an attribute `nbytes`.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0
        self._answers: dict[Hashable, Any] = {}

    def __getitem__(self, key: Hashable) -> Any:
        answer = self._answers.pop(key)
        self._answers[key] = answer
        return answer

    def __setitem__(self, key: Hashable, answer: Any) -> None:
        self.pop(key, None)
        self._answers[key] = answer
        self._bytes += _bytes_of(answer)
        while len(self) > 1 and (len(self) > self._most or self._bytes > self._most_bytes):
            del self[next(iter(self._answers))]

    def __delitem__(self, key: Hashable) -> None:
        self._bytes -= _bytes_of(self._answers.pop(key))

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def _bytes_of(answer: Any) -> int:
    return int(getattr(answer, "nbytes", 0))
