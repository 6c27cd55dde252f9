"""A taxonomy's text is changed in spans: what isn't asked about stays as it was written."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import InputError
from etl.taxonomy import SHIPPED, load_taxonomy, parse_taxonomy
from etl.taxonomy.editing import Addition, with_addition, with_value_mapped
from etl.taxonomy.keeping import keep_taxonomy

TEXT = """version: 1
name: Café
departments:   # all of them
  # the desk
  Support: {frontline: true, teams: [First], issues: {Late: {phrases: [late]}, Foo: }}
  Claims:
  Büro:
    hours: {mon-fri: "09:00-17:00"}   # in the office
    # what goes wrong
    issues:   # these
      X: {phrases: a b, reasons: {Code: 1e3}}
      Y:
        phrases:
          - one
          - two
        # after

      Z:
        reasons:
          Code: [v]
    # end
  Last: {}
"""


def exactly(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one == other


def lines_lost(before: str, after: str) -> list[str]:
    return [line[1:] for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]


@pytest.mark.parametrize("department", ["Support", "Claims", "Büro", "Last", "Undecided"])
@pytest.mark.parametrize("issue", ["New one", "X", "Y", "Z", "Late", "Foo"])
def test_an_issue_is_added_wherever_and_however_its_department_is_written(department: str, issue: str) -> None:
    given_one = Addition(department, issue, ("a: b", "404"), {"Code": ("no", "{x}")}, comments=("why", "two\nlines"))
    before, after = parse_taxonomy(TEXT), parse_taxonomy(with_addition(TEXT, given_one))
    found = after.department_named(department)
    assert found is not None
    put = found.issue_named(issue)
    assert put is not None
    assert {"a: b", "404"} <= set(put.phrases)
    assert {"no", "{x}"} <= set(put.reasons["Code"])
    for old in before.departments:
        now = after.department_named(old.name)
        assert now is not None
        assert (now.teams, now.hours, now.is_frontline) == (old.teams, old.hours, old.is_frontline)
        for old_issue in old.issues:
            kept = now.issue_named(old_issue.name)
            assert kept is not None
            assert set(old_issue.phrases) <= set(kept.phrases)
            assert all(set(values) <= set(kept.reasons[name]) for name, values in old_issue.reasons.items())


def test_a_new_department_stands_last_so_that_no_other_changes_its_colour() -> None:
    after = parse_taxonomy(with_addition(TEXT, Addition("Undecided", "New", ("x",))))
    assert after.names == (*parse_taxonomy(TEXT).names, "Undecided")


def test_what_is_not_asked_about_keeps_its_lines_and_comments() -> None:
    after = with_addition(TEXT, Addition("Büro", "New", ("x",), comments=("why",)))
    assert lines_lost(TEXT, after) == []
    assert "      # why\n      New:\n        phrases: [x]\n" in after


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_taxonomies_take_an_issue_without_losing_a_line(name: str) -> None:
    text = load_taxonomy(name).text
    for department in load_taxonomy(name).names:
        assert lines_lost(text, with_addition(text, Addition(department, "Brand new", ("x y",)))) == []


def test_teams_are_added_to_a_department() -> None:
    after = parse_taxonomy(with_addition(TEXT, Addition("Support", teams=("Night desk",))))
    assert after.department_of_team("night desk") == "Support"
    assert after.department_of_team("First") == "Support"


def test_a_team_of_another_department_is_refused() -> None:
    with pytest.raises(InputError, match="listed twice"):
        with_addition(TEXT, Addition("Claims", teams=("First",)))


def test_a_taxonomy_that_repeats_parts_by_name_is_refused() -> None:
    text = "version: 1\ndepartments:\n  A: &a {frontline: true}\n  B: *a\n"
    with pytest.raises(InputError, match="Write that part out"):
        with_addition(text, Addition("A", "New", ("x",)))


def test_a_value_moves_from_one_issue_to_another() -> None:
    after = parse_taxonomy(with_value_mapped(TEXT, "Code", "v", ("Support", "Late"), exactly))
    mapped = {(d.name, i.name): i.reasons for d in after.departments for i in d.issues if i.reasons}
    assert mapped == {("Support", "Late"): {"Code": ("v",)}, ("Büro", "X"): {"Code": ("1e3",)}}


def test_a_value_mapped_to_nothing_is_taken_out() -> None:
    after = parse_taxonomy(with_value_mapped(TEXT, "Code", "1e3", None, exactly))
    found = after.department_named("Büro")
    assert found is not None
    assert [issue.reasons for issue in found.issues] == [{}, {}, {"Code": ("v",)}]


values = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text and text not in ("~",)
)


@given(values, st.sampled_from([("Support", "Foo"), ("Claims", "New"), ("Büro", "Z")]))
def test_any_value_that_can_stand_in_a_file_is_read_back_as_it_was(value: str, to: tuple[str, str]) -> None:
    after = parse_taxonomy(with_value_mapped(TEXT, "Field", value, to, exactly))
    found = after.department_named(to[0])
    assert found is not None
    issue = found.issue_named(to[1])
    assert issue is not None
    assert issue.reasons["Field"] == (value,)


def test_the_taxonomy_before_is_kept_under_the_next_number(tmp_path: Path) -> None:
    file = tmp_path / "home" / "taxonomy.yaml"
    assert keep_taxonomy(TEXT, file) is None
    assert keep_taxonomy(TEXT, file) is None
    kept = [keep_taxonomy(TEXT + f"# {number}\n", file) for number in (1, 2)]
    assert [path.name for path in kept if path] == ["taxonomy-1.yaml", "taxonomy-2.yaml"]
    assert (file.parent / "taxonomy-1.yaml").read_text(encoding="utf-8") == TEXT
    assert file.read_text(encoding="utf-8") == TEXT + "# 2\n"


def test_a_wrong_taxonomy_never_replaces_the_one_that_holds(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    keep_taxonomy(TEXT, file)
    with pytest.raises(InputError):
        keep_taxonomy("version: 1\ndepartments: {A: }\n", file)
    assert file.read_text(encoding="utf-8") == TEXT
    assert [path.name for path in tmp_path.iterdir()] == ["taxonomy.yaml"]
