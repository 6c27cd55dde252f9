"""Notes: every kind that a module of the marts declares, and the sentences that are made of them."""

from __future__ import annotations

import ast
import pickle
import pkgutil
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import etl.marts
import etl.marts.measures
from etl.marts.core.measured import ASSUMED
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import NoteKind, reason, reasons, remark

CLAUSES = tuple(ASSUMED.values())
"""Kinds that other notes hold: no sentences by themselves."""


def declared() -> dict[str, NoteKind]:
    """Every kind in a module of the marts, by the first name under which it is found."""
    found: dict[str, NoteKind] = {}
    for module in pkgutil.walk_packages(etl.marts.__path__, "etl.marts."):
        for name, value in vars(import_module(module.name)).items():
            several = value.items() if isinstance(value, Mapping) else [("", value)]
            for key, one in several:
                if isinstance(one, NoteKind) and not any(one is known for known in found.values()):
                    found[f"{module.name}.{name} {key}".rstrip()] = one
    return found


NEVER_ONE = {"_FEW_COMPARED": ["1 complaints"], "_ANSWERED": ["1 answers"]}
"""What kinds would say of one thing that are made of several alone."""

KINDS = declared()
MEASURES = Path(etl.marts.measures.__path__[0])


def facts_for(kind: NoteKind, number: float) -> dict[str, Any]:
    """A value that its format takes for each fact of a kind."""
    held = remark("So it is." if kind.words.endswith("notes}") else "so it is")
    others = {"interval": (0.25, 0.5), "and": ("channel", "product"), "notes": (held(),), "": "EUR"}
    fields = [(name, spec) for _, name, spec, _ in Formatter().parse(kind.words) if name is not None]
    return {name: others.get(str(spec), number) for name, spec in fields}


def prose_in(source: str) -> list[str]:
    """Strings that functions of a module put together for a result or a note, and whole sentences in them.

    Decorators, docstrings and errors may have them.
    """
    found: list[ast.AST] = []
    for node in ast.walk(_without_what_may_speak(ast.parse(source))):
        if isinstance(node, ast.Call) and _makes_a_note(ast.unparse(node.func)):
            found += [each for each in ast.walk(node) if isinstance(each, ast.JoinedStr) and " " in _literal(each)]
        if isinstance(node, ast.JoinedStr | ast.Constant) and " " in _literal(node) and _literal(node)[-1] == ".":
            found.append(node)
    return sorted({ast.unparse(each) for each in found})


def _literal(node: ast.JoinedStr | ast.Constant) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in parts)


def _makes_a_note(name: str) -> bool:
    return name in ("Measured", "replace", "share") or name.lstrip("_").replace("_", "").isupper()


def _without_what_may_speak(tree: ast.Module) -> ast.Module:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        function.decorator_list = []
        if ast.get_docstring(function) is not None:
            function.body = [*function.body[1:], ast.Pass()]
        for node in ast.walk(function):
            if isinstance(node, ast.Raise):
                node.exc = None
    return ast.Module([function for function in functions if function in tree.body], [])


def test_kinds_are_found_where_measures_and_what_they_ask_declare_them() -> None:
    rooms = {name.split(".")[2] for name in KINDS}
    assert rooms == {"core", "cube", "estimates", "measures", "frames"}
    assert len(KINDS) > 60


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("number", [0, 1, 3, 1234.56])
def test_every_kind_says_a_sentence_of_its_facts(name: str, number: float) -> None:
    kind = KINDS[name]
    said = note_words([kind(**facts_for(kind, number))])
    assert not {"{", "}", "|"} & set(said)
    assert said == " ".join(said.split())
    assert (said[0].isupper() or said[0].isdigit()) == (kind not in CLAUSES)
    assert said.endswith(".") == (kind not in CLAUSES)


@pytest.mark.parametrize("name", KINDS)
def test_one_thing_is_not_said_in_the_plural(name: str) -> None:
    kind = KINDS[name]
    said = re.findall(
        r"\b1 (?:more )?(?!is\b|has\b)[\w-]+s\b|\b1 (?:h )?(?:of them |still open )?(?:are|have)\b",
        note_words([kind(**facts_for(kind, 1))]),
    )
    assert said == NEVER_ONE.get(name.rpartition(".")[2], [])


def test_no_two_kinds_say_the_same() -> None:
    words = [kind.words for kind in KINDS.values()]
    assert sorted({each for each in words if words.count(each) > 1}) == []


def test_notes_are_equal_by_kind_and_facts_whatever_their_order_and_the_noise_of_adding() -> None:
    kind = remark("{open:count} of {all:count} are open.")
    one, other = kind(open=0.1 + 0.2, all=3.0), kind(all=3.0, open=0.3)
    assert one == other
    assert len({one, other, kind(open=0.3, all=4.0)}) == 2
    assert pickle.loads(pickle.dumps(one)) == one


def test_a_note_takes_the_facts_of_its_words_and_no_others() -> None:
    kind = reason("Fewer than {least} are known.")
    for facts in ({}, {"most": 5}, {"least": 5, "most": 6}):
        with pytest.raises(TypeError, match="least"):
            kind(**facts)


def test_sentences_follow_each_other_and_numbers_choose_their_forms() -> None:
    still = remark("{open:count} {open:count/is|are} open.")
    part = remark("{part:percent} ({limits:interval}) of {named:and}: {why:notes}")
    why = still(open=1.04), still(open=2)
    notes = still(open=1), part(part=0.5, limits=(0.25, 0.75), named=("a", "b"), why=why)
    assert note_words(notes) == "1 is open. 50 % (between 25 and 75 %) of a and b: 1 is open. 2 are open."
    assert note_words([remark("{unknown:whole/one|many}")(unknown=number) for number in (1.3, 1.6)]) == "one many"
    assert note_words(()) == ""


def test_reasons_are_told_from_remarks() -> None:
    why, beside = reason("None is known.")(), remark("It is estimated.")()
    assert reasons((beside, why)) == (why,)


@pytest.mark.parametrize("path", sorted(MEASURES.glob("*.py")), ids=lambda path: str(path.stem))
def test_no_measure_writes_sentences(path: Path) -> None:
    assert prose_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        'return Measured(None, "share", notes=f"{n} left")',
        'return replace(found, notes=(*found.notes, f"{n} more"))',
        'return Measured(n, "tickets", notes=(_LEFT(what=f"{n} tickets"),))',
        'why = f"Of {n} tickets none is known."',
        'why = "No ticket is known."',
        'return Measured(None, "share", notes=" ".join(["One is open.", more]))',
    ],
)
def test_a_measure_that_wrote_one_would_be_seen(line: str) -> None:
    quiet = '@measure(sentence=f"All {n} of them.")\ndef _m(n):\n    """All of them."""\n    '
    assert prose_in(quiet + 'raise ValueError(f"There is no {n} here.")') == []
    assert prose_in(quiet + 'return Measured(n, "hand-offs a complaint", notes=(_LEFT(left=n),))') == []
    assert len(prose_in(quiet + line)) >= 1
