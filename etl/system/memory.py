"""Returns freed memory to the system early.

A load makes and drops a few large frames per chunk. The default allocators keep what was freed for later, and giving
back every block at once costs a page fault for each page of the next frame. Measured on 100,000 tickets of 60 words:
22 s with blocks from 128 kB given back at once, 20 s with the sizes set here, for 70 MB more at the peak; with 32 MB
and 64 MB another second less, for 200 MB more.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # names of glibc's mallopt(3)
_LARGE_BYTES, _KEPT_BYTES = 4 * 2**20, 16 * 2**20
_ARENAS = 2


def give_back_memory() -> None:
    """Configure this process's allocators; call before pyarrow is imported. Does nothing except on Linux."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if (mallopt := _of_glibc("mallopt")) is None:
        return
    for name, value in ((_ARENA_MAX, _ARENAS), (_TRIM_THRESHOLD, _KEPT_BYTES), (_MMAP_THRESHOLD, _LARGE_BYTES)):
        mallopt(name, value)


def collect_seldom() -> None:
    """Run the cyclic garbage collector after 50,000 new objects, not 700; for the process of one command.

    A load makes millions of strings and tuples, hardly any of them in cycles: collection took 4 to 13 % of the time of
    100,000 tickets.
    """
    gc.set_threshold(50_000, 50, 100)


def give_back_now() -> None:
    """Return free memory now; call between two steps that need a lot."""
    if (malloc_trim := _of_glibc("malloc_trim")) is not None:
        malloc_trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        function: Callable[..., int] = getattr(ctypes.CDLL("libc.so.6"), name)
    except (OSError, AttributeError):  # a Linux without glibc
        return None
    return function
