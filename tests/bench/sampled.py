"""Where a page's time goes: the stacks of its thread, looked at every few milliseconds, which slows nothing down."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_EVERY = 0.003
_OURS = (str(ROOT / "etl"), str(ROOT / "pages"))
_SCRIPT = "_run_script_thread"
"""Function of Streamlit that runs a page."""


class Sampled:
    """Samples of the threads that run pages.

    Attributes
    ----------
    count
        All of them.
    within
        Those that were within a function of the project, by its module and name.
    packages
        Those by the package that was running.
    """

    def __init__(self) -> None:
        self.count = 0
        self.within: Counter[str] = Counter()
        self.packages: Counter[str] = Counter()

    @contextmanager
    def while_running(self, is_wanted: bool) -> Iterator[None]:
        """Take samples while the context lasts."""
        if not is_wanted:
            yield
            return
        done = threading.Event()
        taking = threading.Thread(target=self._take, args=(done,), daemon=True)
        taking.start()
        try:
            yield
        finally:
            done.set()
            taking.join()

    def told(self, count: int) -> str:
        """Lines of the most frequent functions and packages, in percent of the samples."""
        if not self.count or not count:
            return ""
        listed = [*self.packages.most_common(12), *self.within.most_common(count)]
        return "".join(f"    {100 * many / self.count:5.1f} %  {name}\n" for name, many in listed)

    def _take(self, done: threading.Event) -> None:
        while not done.is_set():
            for frame in sys._current_frames().values():
                names, leaf, each = list[str](), "", frame
                is_page = False
                while each is not None:
                    code = each.f_code
                    leaf = leaf or _package(code.co_filename)
                    is_page = is_page or code.co_name == _SCRIPT
                    if code.co_filename.startswith(_OURS):
                        names.append(f"{Path(code.co_filename).relative_to(ROOT)} {code.co_qualname}")
                    each = each.f_back  # type: ignore[assignment]
                if is_page:
                    self.count += 1
                    self.packages[leaf] += 1
                    self.within.update(set(names))
            time.sleep(_EVERY)


def _package(file: str) -> str:
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return "the project" if file.startswith(str(ROOT)) else "Python"
