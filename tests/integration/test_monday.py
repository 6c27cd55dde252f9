"""The README's "Monday's meeting": each command does what is said of it, and each figure is the sample's."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from etl.__main__ import EXIT_DONE, main
from etl.commands.parser import build_parser
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import unbroken
from etl.marts.frames import cost_by_cause
from etl.marts.frames.first_screen import largest_causes, opening
from etl.marts.measures.compute import compute
from etl.session import open_view
from etl.settings import Settings
from tests.stores import ONE_ROW, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Monday's meeting in five minutes")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"```\w*\n(.*?)```", SECTION, re.DOTALL)
COMMANDS = [line for line in BLOCKS[0].splitlines() if line.startswith("python -m etl ")]
QUOTED = re.findall(r"“([^”]+)”", SECTION)


def arguments(line: str) -> list[str]:
    """What stands behind ``python -m etl``, as a shell gives it."""
    return shlex.split(line.partition("-m etl ")[2], comments=True)


def test_every_command_runs_on_an_export_and_leaves_the_file_that_it_names(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(shutil.copytree(sample_home, tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    Path("export.csv").write_text(ONE_ROW, encoding="utf-8")
    assert [arguments(line)[0] for line in COMMANDS] == ["load", "digest", "export", "export"]
    for line in COMMANDS:
        asked = arguments(line)
        assert main(asked) == EXIT_DONE, line
        named = [Path(asked[place + 1]) for place, word in enumerate(asked) if word == "--out"]
        assert all(
            path.is_dir() and any(path.iterdir()) if path.suffix == "" else path.stat().st_size for path in named
        )


def test_other_commands_that_it_names_and_the_line_for_cron_can_be_given() -> None:
    beside = re.findall(r"python -m etl (?:fetch|undo)[^`\n]*", SECTION)
    planned = BLOCKS[1].split("&&")
    assert re.match(r"(\d+|\*)( (\d+|\*)){4}  cd ", planned[0])
    for told in (*beside, *(part for part in planned if "-m etl" in part)):
        build_parser().parse_args(arguments(told))
    assert len(beside) == 2
    assert len(planned) == 3


def test_every_sentence_that_it_quotes_is_said_of_the_sample(whole_sample_home: Path) -> None:
    settings = Settings(home=whole_sample_home)
    with open_view(settings) as view:
        scope = view.scope(Filters())
        told = opening(compute(scope, seed=settings.seed), view.taxonomy, Filters())
        burden = cost_by_cause.burden(scope, is_by_issue=True, seed=settings.seed)
        causes = largest_causes(burden, view.taxonomy.currency).to_dict("records")
    freed = [f"{row['issue']}: {row['amount']} {row['span']}, {row['money']}" for row in causes]
    assert len(QUOTED) >= 4
    said = {unbroken(each) for each in (told.title, told.origin, told.claim, *freed)}
    assert [each for each in QUOTED if unbroken(each) not in said] == []


def test_no_figure_stands_outside_of_what_is_checked() -> None:
    bare = re.sub(r"```.*?```|`[^`]*`|“[^”]*”|\]\([^)]*\)|^\d+\. ", "", SECTION, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"\d+", bare) == []
