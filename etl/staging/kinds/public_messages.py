"""Short public messages: to whom they speak, and what they say beside their words.

On a public platform not everybody who writes writes to a service, so a plain sentence reports nothing by itself; and
hashtags, pictures of faces and marks say what elsewhere takes words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH = 0.25
"""Part of an export's texts that speak to a handle or under a hashtag, from which it holds public messages."""
FEWEST = 20
"""Texts below which that part would be chance."""

_HANDLE = re.compile(r"(?<![\w.])@\w{2,30}\b(?!\.\w)|<user>|\{\{?user(?:name)?\}?\}|\[user\]", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)#([A-Za-z][\w]{1,60})")
_LINK = re.compile(r"https?://\S+|\bpic\.\S+|<url>|\[link\]", re.IGNORECASE)
_SHARED = re.compile(r"^[\s.]*RT\b[:\s]", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_ANGRY = re.compile("[😠😡🤬😤👎💩🤦😒🙄😩😫🤮🖕💔😑]")
_FOND = re.compile("[❤😍🥰👏🙌💯😘💕👍🤩🎉💙💚🧡💜]")
_LOUD = re.compile(r"[!?]{2,}|\?!|\b[A-Z]{4,}\b[^a-z]*\b[A-Z]{3,}\b")


@dataclass(frozen=True)
class Tone:
    """What messages say beside their words; each of shape (messages,).

    Attributes
    ----------
    is_addressed
        It speaks to a handle or under a hashtag.
    is_shared
        It repeats somebody else's message.
    is_angry, is_fond
        By its pictures.
    is_loud
        Several marks in a row, or words in capitals.
    """

    is_addressed: NDArray[np.bool_]
    is_shared: NDArray[np.bool_]
    is_angry: NDArray[np.bool_]
    is_fond: NDArray[np.bool_]
    is_loud: NDArray[np.bool_]


def are_public(texts: Iterable[str | None]) -> bool:
    """Whether an export holds public messages, by some of its texts."""
    known = [text for text in texts if text and text.strip()]
    if len(known) < FEWEST:
        return False
    spoken = sum(bool(_HANDLE.search(text) or _TAG.search(text)) for text in known)
    return spoken >= ENOUGH * len(known)


def tone(texts: Sequence[str]) -> Tone:
    """What messages say beside their words."""

    def found(pattern: re.Pattern[str]) -> NDArray[np.bool_]:
        return np.fromiter((bool(pattern.search(text)) for text in texts), dtype=np.bool_, count=len(texts))

    return Tone(found(_HANDLE) | found(_TAG), found(_SHARED), found(_ANGRY), found(_FOND), found(_LOUD))


def in_words(text: str) -> str:
    """A message as its words alone: without handles and links, and with hashtags as the words that they join."""
    plain = _LINK.sub(" ", _HANDLE.sub(" ", text))
    return _TAG.sub(lambda tag: " " + _HUMP.sub(" ", tag.group(1)) + " ", plain).strip()
