"""The data goes one way, so imports do too."""

from __future__ import annotations

import ast
import subprocess
import sys

from tools.docs.imports import GRAPH, ORDER, PATHS, ROOT, arrows, room

NEVER = {
    ("pages", "etl.commands"): "the command line and the pages stand beside each other, both above the use-cases",
    ("tools", "pages"): "developers' tools measure what pages draw, and draw nothing",
}
"""Imports that the order would allow and that are wrong all the same."""

LIGHT = (
    "etl.attribution.scoring.counterfactual",
    "etl.attribution.scoring.highlighting",
    "etl.attribution.signals",
)
"""What pages need of the attribution to show a ticket's evidence."""

RANK = {name: rank for rank, name in enumerate(ORDER)}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Modules that reach themselves by their imports, in groups."""
    left = {module: set(targets) for module, targets in graph.items()}
    while done := {module for module, targets in left.items() if not targets & set(left)}:
        for module in done:
            del left[module]
    reached: dict[str, set[str]] = {}
    for module in left:
        seen, todo = set(), [module]
        while todo:
            new = (left[todo.pop()] & set(left)) - seen
            seen |= new
            todo += new
        reached[module] = seen
    rings = {frozenset(m for m in left if m in reached[module] and module in reached[m]) for module in left}
    return [set(ring) for ring in rings if ring]


def test_every_room_has_a_place_in_the_order() -> None:
    assert {room(module) for module in PATHS} - {"etl", "etl.marts"} == set(RANK)


def test_no_import_runs_against_the_way_of_the_data() -> None:
    assert sorted((a, b) for a, b in arrows() if RANK[room(a)] < RANK[room(b)]) == []


def test_imports_that_the_order_would_allow_and_that_are_wrong() -> None:
    assert sorted((a, b) for a, b in arrows() if (room(a), room(b)) in NEVER) == []


def test_no_module_reaches_itself_by_its_imports() -> None:
    assert circles(GRAPH) == []


def test_a_circle_would_be_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == [{"b", "c"}]


def test_the_arrows_are_really_seen() -> None:
    assert ("etl.usecases.load", "etl.sources") in arrows()


def test_pages_never_import_what_is_slow_or_writes() -> None:
    slow = ("etl.validation.", "etl.attribution.", "etl.usecases.load.", "etl.usecases.ingest.")
    wrong = {
        (module, target)
        for module, targets in GRAPH.items()
        for target in targets
        if module.startswith("pages")
        and target not in LIGHT
        and f"{target}.".startswith(tuple(f"{name}." for name in slow))
    }
    assert wrong == set()


def test_pages_read_no_file_of_a_stranger_in_the_process_that_serves() -> None:
    for path in (ROOT / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("etl."):
                readers = {"open_export", "read_head", "read_rulings", "take_in"}
                assert not {alias.name for alias in node.names} & readers, path


def test_what_pages_take_of_the_attribution_loads_nothing_slow() -> None:
    slow = "{'sklearn', 'scipy', 'great_expectations'}"
    loaded = f"import sys, {', '.join(LIGHT)}; print(sorted({slow} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_scoring_loads_no_library_that_only_learning_needs() -> None:
    slow = "{'sklearn', 'scipy.optimize', 'scipy.stats'}"
    loaded = f"import sys, etl.attribution.scoring.engine; print(sorted({slow} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_nothing_in_the_tests_is_imported_from_a_module_of_tests() -> None:
    wrong = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None) or ""
                steps = ".".join((module, *(alias.name for alias in node.names))).split(".")
                wrong |= {(path.name, step) for step in steps if step.startswith("test_")}
    assert wrong == set()
