"""What is imported is listed, what is listed has a use, and the locks hold what is listed."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import ROOT

RUNNING = (
    "requirements.txt",
    "requirements-fetch.txt",
    "requirements-remote.txt",
    "requirements-send.txt",
    "requirements-cluster.txt",
)
LOCKS = {
    "requirements.lock": ("requirements.txt",),
    "requirements-dev.lock": (*RUNNING, "requirements-dev.txt"),
}
OURS = {"etl", "pages", "expectations", "tools", "tests"}
_PINNED = re.compile(r"([\w.-]+)(?:\[\w+\])?==([\w.]+)(?:\s+# (\S.+))?$")
_LOCKED = re.compile(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)")


def canonical(name: str) -> str:
    """A name as the index compares them (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(file: str) -> dict[str, tuple[str, str | None]]:
    """Packages that a requirements file names itself: the version and the reason beside it, by name."""
    lines = [line for line in (ROOT / file).read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#", "-")]
    pinned = [_PINNED.match(line) for line in lines]
    assert all(pinned), [line for line, found in zip(lines, pinned, strict=True) if not found]
    return {canonical(found[1]): (found[2], found[3]) for found in pinned if found}


def imported(*folders: str) -> set[str]:
    """Packages that modules in these folders import, also within functions and for types."""
    names = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names.add(node.module.split(".")[0])
    found = packages_distributions()
    return {canonical(found.get(name, [name])[0]) for name in names - OURS - set(sys.stdlib_module_names)}


def locked(file: str) -> dict[str, tuple[str, list[str], str]]:
    """What a lock holds: the version, the hashes, and the lines that say what asks for it, by name."""
    parts = re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8"))
    found = [(match, part) for part in parts if (match := _LOCKED.match(part))]
    return {
        canonical(match[1]): (match[2], re.findall(r"--hash=sha256:[0-9a-f]{64}\b", part), part.partition("# via")[2])
        for match, part in found
    }


def test_every_package_that_running_imports_is_listed() -> None:
    assert sorted(imported("etl", "pages", "expectations") - {name for file in RUNNING for name in listed(file)}) == []


def test_every_package_that_tests_and_tools_import_is_listed() -> None:
    assert (
        sorted(
            imported("tests", "tools") - {name for file in (*RUNNING, "requirements-dev.txt") for name in listed(file)}
        )
        == []
    )


@pytest.mark.parametrize("file", [*RUNNING, "requirements-dev.txt"])
def test_every_listed_package_is_imported_or_says_what_it_is_for(file: str) -> None:
    used = imported("etl", "pages", "expectations", *(() if file in RUNNING else ("tests", "tools")))
    assert sorted(name for name, (_, reason) in listed(file).items() if name not in used and not reason) == []


def test_files_that_list_a_package_twice_agree_on_its_version() -> None:
    versions: dict[str, set[str]] = {}
    for file in (*RUNNING, "requirements-dev.txt"):
        for name, (version, _) in listed(file).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize(("lock", "files"), LOCKS.items())
def test_a_lock_holds_what_is_listed_and_no_more(lock: str, files: tuple[str, ...]) -> None:
    held = locked(lock)
    wanted = {name: version for file in files for name, (version, _) in listed(file).items()}
    assert {name: held[name][0] for name in held if "-r requirements" in held[name][2]} == wanted
    unasked = [name for name, (_, _, by) in held.items() if not by.strip(" #\n")]
    assert unasked == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_of_every_package_and_names_no_host(lock: str) -> None:
    assert [name for name, (_, hashes, _) in locked(lock).items() if not hashes] == []
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_the_locks_agree() -> None:
    small, large = (locked(lock) for lock in LOCKS)
    assert {name: version for name, (version, *_) in small.items()} == {name: large[name][0] for name in small}
