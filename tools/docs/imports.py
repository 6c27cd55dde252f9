"""Import graph of the project: its modules, their rooms, and the order of the rooms."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ORDER = (
    "etl.errors",
    "etl.locales",
    "etl.settings",
    "etl.system",
    "etl.model",
    "etl.text",
    "etl.values",
    "etl.facts",
    "etl.taxonomy",
    "etl.calendars",
    "etl.sources",
    "etl.fetching",
    "etl.staging",
    "etl.validation",
    "etl.estimates",
    "etl.attribution",
    "etl.journeys",
    "etl.store",
    "etl.ledger",
    "etl.taxonomy_help",
    "etl.marts.core",
    "etl.marts.shares",
    "etl.marts.cube",
    "etl.marts.estimates",
    "etl.marts.measures",
    "etl.marts.frames",
    "etl.session",
    "etl.usecases",
    "etl.evaluation",
    "etl.reports",
    "etl.commands",
    "etl.__main__",
    "pages",
    "app",
    "tools",
)
"""Rooms, upstream first: a module imports only from its own room and from those above."""


def name_of(path: Path) -> str:
    """Dotted name of a module's file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATHS = {
    name_of(path): path
    for path in (*(p for folder in ("etl", "pages", "tools") for p in (ROOT / folder).rglob("*.py")), ROOT / "app.py")
}
"""File of each module, by its dotted name."""


def room(module: str) -> str:
    """Room of a module; ``etl`` or ``etl.marts`` for modules without one."""
    parts = module.split(".")
    if parts[:2] == ["etl", "marts"]:
        return ".".join(parts[:3])
    return ".".join(parts[:2]) if parts[0] == "etl" else parts[0]


def imported(path: Path) -> set[str]:
    """Modules of this project that a file imports, at any level and for types as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in PATHS else node.module for name in whole}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & set(PATHS)


GRAPH = {module: imported(path) - {module} for module, path in PATHS.items()}
"""Modules that each module imports."""


def arrows() -> set[tuple[str, str]]:
    """Pairs of a module and one that it imports from another room."""
    return {(a, b) for a, targets in GRAPH.items() for b in targets if room(a) != room(b) and "etl" not in (a, b)}


def between(folder: str) -> dict[str, Counter[str]]:
    """How many modules of each part of a folder (``etl.marts``) import from each other part, by their names."""

    def part(module: str) -> str:
        return module.removeprefix(f"{folder}.").split(".")[0] if module.startswith(f"{folder}.") else ""

    found: dict[str, Counter[str]] = {part(module): Counter() for module in PATHS if part(module)}
    for module, targets in GRAPH.items():
        if part(module):
            found[part(module)].update({part(target) for target in targets} - {part(module), ""})
    return found


def reduced(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Transitive reduction of an acyclic graph."""
    reached: dict[str, set[str]] = {}

    def reach(name: str) -> set[str]:
        if name not in reached:
            reached[name] = set().union(*(reach(target) | {target} for target in graph[name]))
        return reached[name]

    return {
        name: {target for target in targets if not any(target in reach(other) for other in targets - {target})}
        for name, targets in graph.items()
    }
