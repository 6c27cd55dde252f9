"""The store's own taxonomy file: what came before it comes back, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from etl.taxonomy import load_taxonomy, parse_taxonomy
from etl.taxonomy.keeping import broken, keep_taxonomy, put_back, take_back

FIRST = "version: 1\nname: Shop\ndepartments:\n  Support: {frontline: true}\n  Depot: {teams: [Day]}\n"
SECOND = FIRST.replace("[Day]", "[Day, Night]")
THIRD = FIRST.replace("Depot", "Warehouse")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_that_means_what_is_in_force_again_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    for text in (FIRST, SECOND, THIRD):
        keep_taxonomy(text, file)
    undone = take_back(file, parse_taxonomy(SECOND))
    assert undone is not None
    assert undone.read_text(encoding="utf-8") == THIRD
    assert file.read_text(encoding="utf-8") == SECOND
    take_back(file, parse_taxonomy(FIRST))
    assert file.read_text(encoding="utf-8") == FIRST
    assert names(tmp_path) == ["taxonomy-undone-1.yaml", "taxonomy-undone-2.yaml", "taxonomy.yaml"]


def test_where_the_store_had_no_file_it_has_none_again(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    keep_taxonomy(SECOND, file)
    take_back(file, parse_taxonomy(FIRST))
    assert names(tmp_path) == ["taxonomy-undone-1.yaml"]


def test_a_file_that_means_what_is_in_force_stays(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    keep_taxonomy(FIRST + "# mine\n", file)
    assert take_back(file, parse_taxonomy(FIRST)) is None
    assert names(tmp_path) == ["taxonomy.yaml"]


def test_what_came_to_nothing_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    put_back(file, keep_taxonomy(FIRST, file))
    assert names(tmp_path) == []
    keep_taxonomy(FIRST, file)
    put_back(file, keep_taxonomy(SECOND, file))
    assert names(tmp_path) == ["taxonomy.yaml"]
    assert load_taxonomy(file).hash == parse_taxonomy(FIRST).hash


def test_a_file_broken_by_hand_is_shown_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    assert broken(file) is None
    file.write_text(FIRST, encoding="utf-8")
    assert broken(file) is None
    file.write_text(FIRST.replace("  Depot", "\tDepot"), encoding="utf-8")
    found = broken(file)
    assert found is not None
    assert found.line == 5
    assert "a tab is used to indent" in found.said
    assert found.excerpt.splitlines()[-1].startswith(">    5  \tDepot")
