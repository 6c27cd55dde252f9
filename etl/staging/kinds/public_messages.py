"""Short public messages: whether they address anybody, and their tone.

On a public platform not every message addresses a service, so a plain sentence alone isn't a report; and hashtags,
emoji and punctuation express what elsewhere takes words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH = 0.25
"""Share of texts with a handle or hashtag from which an export is taken to hold public messages."""
FEWEST = 20
"""Minimum texts for that share to be meaningful."""

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
    """Tone of messages; each attribute of shape (messages,).

    Attributes
    ----------
    is_addressed
        Whether it addresses a handle or has a hashtag.
    is_shared
        Whether it repeats somebody else's message.
    is_angry, is_fond
        By its emoji.
    is_loud
        Whether it has several exclamation or question marks in a row, or words in capitals.
    """

    is_addressed: NDArray[np.bool_]
    is_shared: NDArray[np.bool_]
    is_angry: NDArray[np.bool_]
    is_fond: NDArray[np.bool_]
    is_loud: NDArray[np.bool_]


def are_public(texts: Iterable[str | None]) -> bool:
    """Whether an export holds public messages, judged by a sample of its texts."""
    known = [text for text in texts if text and text.strip()]
    if len(known) < FEWEST:
        return False
    spoken = sum(bool(_HANDLE.search(text) or _TAG.search(text)) for text in known)
    return spoken >= ENOUGH * len(known)


def tone(texts: Sequence[str]) -> Tone:
    """Tone of each message."""

    def found(pattern: re.Pattern[str]) -> NDArray[np.bool_]:
        return np.fromiter((bool(pattern.search(text)) for text in texts), dtype=np.bool_, count=len(texts))

    return Tone(found(_HANDLE) | found(_TAG), found(_SHARED), found(_ANGRY), found(_FOND), found(_LOUD))


def in_words(text: str) -> str:
    """A message as plain words: without handles and links, with hashtags split into words."""
    plain = _LINK.sub(" ", _HANDLE.sub(" ", text))
    return _TAG.sub(lambda tag: " " + _HUMP.sub(" ", tag.group(1)) + " ", plain).strip()
