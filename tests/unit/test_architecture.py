"""The data goes one way, so imports do too."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ORDER = (
    ("clock", "errors", "escapes", "faults", "memory", "private", "settings", "supervise"),
    ("beside", "fetching", "remote"),
    ("model", "values"),
    ("chunks", "taxonomy"),
    ("sources",),
    ("staging",),
    ("validation",),
    ("estimates",),
    ("attribution",),
    ("store",),
    ("bookkeeping", "journey", "notes", "rulings", "shifts", "undoing"),
    ("intake", "stored"),
    ("kinds",),
    ("commitments", "shadow"),
    ("tracing", "volumes"),
    ("pipeline", "retracing"),
    ("taxonomy_help",),
    ("marts",),
    ("view",),
    ("reports", "checkup"),
    ("commands", "sample"),
    ("__main__",),
)
"""Upstream first: a module imports only from its own row and from rows above."""

ALLOWED = {
    ("attribution", "pipeline"): "evaluate and quality run whole loads to measure them",
    ("attribution", "store"): "evaluate reads back what a load stored",
    ("taxonomy", "attribution"): "a fact's syntax is checked where its line is known",
    ("taxonomy", "staging"): "issues' hours are calendars",
}

LIGHT = ("etl.attribution.counterfactual", "etl.attribution.marks")
"""What pages need of the attribution to show a ticket's evidence."""

RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}


def part(path: Path) -> str:
    relative = path.relative_to(ROOT / "etl")
    return relative.parts[0].removesuffix(".py")


def arrows() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted((ROOT / "etl").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [f"etl.{a.name}" for a in node.names] if node.module == "etl" else [node.module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                target = name.split(".")[1] if name.startswith("etl.") else ""
                if target in RANK and part(path) != target and part(path) != "__init__":
                    found.append((part(path), target, str(path.relative_to(ROOT))))
    return found


def test_every_part_has_a_place_in_the_order() -> None:
    parts = {part(path) for path in (ROOT / "etl").rglob("*.py")} - {"__init__"}
    assert parts == set(RANK)


def test_no_import_runs_against_the_way_of_the_data() -> None:
    wrong = [a for a in arrows() if RANK[a[0]] < RANK[a[1]] and (a[0], a[1]) not in ALLOWED]
    assert wrong == []


def test_the_arrows_are_really_seen() -> None:
    assert ("pipeline", "sources") in {(source, target) for source, target, _ in arrows()}


@pytest.mark.parametrize("folder", ["pages"])
def test_pages_never_import_what_is_slow_or_writes(folder: str) -> None:
    slow = {"great_expectations", "sklearn", "etl.validation", "etl.attribution", "etl.pipeline"}
    for path in (*(ROOT / folder).rglob("*.py"), ROOT / "app.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                if node.module == "etl.attribution":
                    assert {f"etl.attribution.{alias.name}" for alias in node.names} <= set(LIGHT), path
                elif node.module not in LIGHT:
                    assert not any(node.module == name or node.module.startswith(name + ".") for name in slow), path


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
    loaded = f"import sys, etl.attribution.engine; print(sorted({slow} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
