"""Visitors share one process: nothing that serves them may turn a setting that all of its threads share."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = {
    "data_transformers", "renderers", "themes",  # Altair
    "set_option", "option_context", "reset_option",  # pandas
    "catch_warnings", "filterwarnings", "simplefilter", "setlocale", "seterr", "threadpool_limits", "mallopt",
    "chdir", "umask", "putenv", "setrecursionlimit", "setdefaulttimeout", "rcParams",
}  # fmt: skip
"""Names by which libraries offer what holds for every thread."""

OF_LOADS = {
    "etl/validation/suites.py": "Great Expectations is told to ask no other host, by the process of a load",
}
"""Imported by a page for their names; what they set runs in a load's own process."""

SET_ONCE = {"pages/ui/charts/base.py": ["schemapi.DEBUG_MODE"]}
"""Set as a module is imported, before anybody is served, and never turned back."""

_IMPORT_ALL = """
import importlib, pkgutil, sys
import pages.ui
for module in pkgutil.walk_packages(pages.ui.__path__, "pages.ui."):
    importlib.import_module(module.name)
print(*(m.__file__ for n, m in list(sys.modules.items()) if n.split(".")[0] in ("etl", "pages") and m.__file__))
"""


def serving() -> list[Path]:
    done = subprocess.run([sys.executable, "-c", _IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted({*(ROOT / "pages").glob("*.py"), *map(Path, done.stdout.split())})


def turned(source: str) -> Iterator[str]:
    """Process-wide settings that a module turns."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in SETTINGS:
            yield node.attr
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ("alt.theme", "alt.themes", "pd.options"):
            yield ast.unparse(node)
        elif isinstance(node, (ast.Assign, ast.Delete)):
            changed = [each for each in node.targets if isinstance(each, ast.Subscript)]
            yield from (ast.unparse(each) for each in changed if ast.unparse(each.value) == "os.environ")
            named = [each for each in node.targets if isinstance(each, ast.Attribute) and each.attr == "DEBUG_MODE"]
            yield from map(ast.unparse, named)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "os.environ.setdefault", "os.environ.update", "os.environ.pop", "random.seed", "np.random.seed",
        ):  # fmt: skip
            yield ast.unparse(node.func)


def specs_made(source: str) -> list[str]:
    """Where a chart is made into its spec; frames and series are asked with an argument, or by their own name."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    asked = [(call, call.func) for call in calls if isinstance(call.func, ast.Attribute)]
    return [
        ast.unparse(call)
        for call, called in asked
        if (called.attr == "to_dict" and not call.args) or called.attr in ("to_json", "to_html", "to_url", "save")
    ]


def test_what_serves_turns_no_setting_that_all_threads_share() -> None:
    modules = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in serving()}
    assert len(modules) > 100
    wrong = {name: list(turned(text)) for name, text in modules.items() if name not in OF_LOADS}
    assert {name: found for name, found in wrong.items() if found} == SET_ONCE


def test_only_streamlit_makes_a_chart_into_its_spec() -> None:
    pages = [path for path in serving() if "pages" in path.relative_to(ROOT).parts]
    made = {str(path.relative_to(ROOT)): specs_made(path.read_text(encoding="utf-8")) for path in pages}
    assert {name: found for name, found in made.items() if found} == {}


def test_such_a_setting_would_be_found() -> None:
    source = (
        "alt.data_transformers.enable('x')\nos.environ['A'] = '1'\nwith warnings.catch_warnings(): ...\n"
        "drawn.to_dict()\nschemapi.DEBUG_MODE = True"
    )
    assert sorted(turned(source)) == ["catch_warnings", "data_transformers", "os.environ['A']", "schemapi.DEBUG_MODE"]
    assert specs_made(source) == ["drawn.to_dict()"]
