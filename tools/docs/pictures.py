"""Draws import diagrams of the rooms, and of the parts of large rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tools.docs.imports import ORDER, PATHS, arrows, between, reduced, room

FOLDERS = ("etl.attribution", "etl.marts")
"""Rooms whose parts are drawn, too."""


def rooms() -> str:
    """The rooms as a flowchart of Mermaid, and a table of what each holds; the folders of a room count as one."""
    order = tuple(dict.fromkeys(map(_whole, ORDER)))
    graph: dict[str, set[str]] = {name: set() for name in order}
    for module, target in arrows():
        graph[_whole(module)] |= {_whole(target)} - {_whole(module)}
    table = [f"| {_short(name)} | {first_sentence(name)} |" for name in order]
    return "\n".join([_flowchart(order, reduced(graph)), "", "| room | what it is |", "|---|---|", *table])


def parts(folder: str) -> str:
    """The parts of a room in the same way; a broken arrow is the lesser one of two parts that import each other."""
    counts = between(folder)
    lesser = {(a, b) for a in counts for b in counts[a] if (counts[b][a], b) > (counts[a][b], a)}
    graph = {a: {b for b in counts[a] if (a, b) not in lesser} for a in counts}
    order = _sorted(graph)
    table = [f"| {name} | {first_sentence(f'{folder}.{name}')} |" for name in order]
    head = ["", f"| part of `{folder.replace('.', '/')}` | what it is |", "|---|---|"]
    return "\n".join([_flowchart(order, reduced(graph), lesser), *head, *table])


def first_sentence(module: str) -> str:
    """First sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(PATHS[module].read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(text.partition("\n\n")[0].split()).replace("``", "`")
    return paragraph.partition(". ")[0].rstrip(".") + "."


def _flowchart(order: Iterable[str], graph: dict[str, set[str]], lesser: Iterable[tuple[str, str]] = ()) -> str:
    names = list(order)
    nodes = [f'    {_id(name)}["{_short(name)}"]' for name in names]
    lines = [f"    {_id(target)} --> {_id(name)}" for name in names for target in names if target in graph[name]]
    broken = [f"    {_id(target)} -.-> {_id(name)}" for name, target in sorted(lesser)]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *lines, *broken, "```"])


def _sorted(graph: dict[str, set[str]]) -> list[str]:
    """Names in topological order of their imports, else alphabetical."""
    found: list[str] = []
    while len(found) < len(graph):
        found.append(min(name for name in graph if name not in found and graph[name] <= set(found)))
    return found


def _whole(module: str) -> str:
    """Room of a module, its folders taken together."""
    return ".".join(room(module).split(".")[:2])


def _short(name: str) -> str:
    return name.removeprefix("etl.")


def _id(name: str) -> str:
    return _short(name).strip("_")
