"""Attribution: which department a complaint started in, how sure that is, and on what it rests.

The engine's names are imported when they are first asked for: `marks` and `counterfactual` serve pages, which must not
wait for scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.attribution.engine import attribute
    from etl.attribution.expressions import check_fact
    from etl.attribution.learning import learn
    from etl.attribution.learnt import ENGINE_VERSION, Learnt

__all__ = ["ENGINE_VERSION", "Learnt", "attribute", "check_fact", "learn"]

_HOMES = {
    "ENGINE_VERSION": "learnt",
    "Learnt": "learnt",
    "attribute": "engine",
    "check_fact": "expressions",
    "learn": "learning",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
