"""A wrong taxonomy gets one message that names the line and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import InputError
from etl.taxonomy import load_taxonomy, parse_taxonomy
from etl.taxonomy.keeping import keep_taxonomy

HEAD = "version: 1\ndepartments:\n  Support: {frontline: true, teams: [Help]}\n"

WRONG = {
    "an empty file": ("", "is empty"),
    "only a comment": ("# nothing\n", "is empty"),
    "plain text": ("hello", "line 1: the taxonomy must be a mapping"),
    "a list": ("- a\n- b\n", "line 1: the taxonomy must be a mapping of names to values, but it is a list"),
    "an open bracket": ("version: 1\ndepartments: [", "line 2: this isn't valid YAML"),
    "a tab": ("version: 1\ndepartments:\n\tSupport: {frontline: true}", "line 3: a tab is used to indent"),
    "a bare asterisk": (
        HEAD + "  A: {teams: [*retour]}",
        "line 4: a text that begins with * or & must stand in quotes",
    ),
    "a bare at sign": (HEAD + "  A: {teams: [@home]}", "line 4: a text that begins with a special character"),
    "two documents": (HEAD + "---\n" + HEAD, "line 4: a second document begins"),
    "nested without end": ("[" * 100_000, "line 1: this nests too deep"),
    "a control character": ("version: 1\nname: a\x00b", "line 2: a character that YAML doesn't allow"),
    "no version": ("departments: {A: {frontline: true}}", "line 1: the taxonomy has no version; add version: 1"),
    "another version": (HEAD.replace("1", "2", 1), "line 1: version is '2'; this Headwater reads version: 1"),
    "no departments": ("version: 1\n", "line 1: the taxonomy has no departments; add departments:"),
    "empty departments": ("version: 1\ndepartments: {}", "line 2: departments is empty"),
    "no frontline": ("version: 1\ndepartments:\n  A: {}\n  B: {}", "line 3: no department is the frontline"),
    "a misspelt key": (
        HEAD + "  A:\n    team: [x]",
        "line 5: department A has the unknown key 'team'; did you mean 'teams'",
    ),
    "an unknown key": ("version: 1\ncolour: red\ndepartments: {}", "line 2: the taxonomy has the unknown key 'colour'"),
    "a department twice": (HEAD + "  support: {}", "line 4: 'support' stands twice in departments (first in line 3)"),
    "a reserved name": (HEAD + "  unattributed: {}", "line 4: 'unattributed' is kept for"),
    "the name of an outcome": (HEAD + "  not a Complaint: {}", "line 4: 'not a Complaint' is kept for"),
    "outside the company and its frontline": (
        HEAD + "  A: {frontline: true, outside: true}",
        "line 4: department A is the frontline and outside; take one of the two out",
    ),
    "outside that is no flag": (HEAD + "  A: {outside: maybe}", "line 4: outside of department A is 'maybe'"),
    "a team twice": (
        HEAD + "  A: {teams: [help]}",
        "line 4: team 'help' is listed twice (first under Support, line 3)",
    ),
    "an alias that is a name": (HEAD + "  A: {aliases: [Support]}", "line 4: 'Support' names more than one department"),
    "an issue twice": (HEAD + "  A: {issues: {Late: {}, LATE: {}}}", "line 4: 'LATE' stands twice in issues"),
    "an alias that is an issue": (
        HEAD + "  A: {issues: {Late: {aliases: [Slow]}, Slow: {}}}",
        "line 4: 'Slow' names more than one issue of department A",
    ),
    "phrases without their name": (
        HEAD + "  A: {issues: {Late: [late]}}",
        "line 4: issue Late must say what its list is",
    ),
    "an empty phrase": (
        HEAD + '  A: {issues: {Late: {phrases: [""]}}}',
        "line 4: an entry of phrases of issue Late is empty",
    ),
    "a phrase with a colon": (
        HEAD + "  A: {issues: {Late: {phrases: [note: late]}}}",
        "line 4: an entry of phrases of issue Late must be a text, but it is a mapping; put it in quotes",
    ),
    "a fact that is no text": (
        HEAD + "  A: {issues: {Late: {facts: [{a: b}]}}}",
        "line 4: an entry of facts of issue Late must be a text",
    ),
    "a fact that can't be read": (
        HEAD + "  A:\n    issues:\n      Late:\n        facts: [a > b, 'delivered_at >']",
        "line 7: issue Late: ",
    ),
    "reasons without a field": (
        HEAD + "  A: {issues: {Late: {reasons: [WISMO]}}}",
        "line 4: reasons of issue Late must be a mapping of names to values, but it is a list",
    ),
    "hours that can't be read": (
        HEAD + "  A: {hours: {mon-fri: 9-17}}",
        "line 4: hours of department A: '9-17' isn't a span",
    ),
    "a day that isn't one": (
        HEAD + '  A: {hours: {man: "09:00-17:00"}}',
        "line 4: hours of department A: 'man' isn't a day",
    ),
    "a day given twice": (
        HEAD + '  A:\n    hours:\n      mon-fri: "09:00-17:00"\n      fri: closed',
        "line 7: hours of department A: fri is given twice",
    ),
    "a time that no clock shows": (
        HEAD + '  A: {hours: {mon: "09:00-25:00"}}',
        "line 4: hours of department A: '09:00-25:00' has",
    ),
    "hours in words": (
        HEAD + "  A: {hours: always}",
        'line 4: hours of department A must be like {mon-fri: "09:00-17:00"}',
    ),
    "an unknown country": (HEAD + "  A: {holidays: XX}", "line 4: holidays of department A: 'XX' is no country's code"),
    "an unknown part": (HEAD + "  A: {holidays: DE-XX}", "line 4: holidays of department A: DE has no part 'XX'"),
    "an unknown time zone": (
        "version: 1\ntimezone: Europe/Amsterdm\ndepartments: {}",
        "line 2: timezone 'Europe/Amsterdm' is unknown; write one such as Europe/Amsterdam",
    ),
    "a currency by sign": (
        "version: 1\ncurrency: €\ndepartments: {}",
        "line 2: currency is '€'; write its three capital letters",
    ),
    "a mail domain without a dot": (
        "version: 1\nmail_domains: [shop]\ndepartments: {}",
        "line 2: mail_domains has 'shop'; write what stands behind the @",
    ),
    "a cost in words": (
        "version: 1\nhourly_cost: much\ndepartments: {}",
        "line 2: hourly_cost is 'much'; write a number",
    ),
    "a negative cost": (
        "version: 1\nhourly_cost: -1\ndepartments: {}",
        "line 2: hourly_cost is -1; write a number of 0 or more",
    ),
    "an endless cost": ("version: 1\nhourly_cost: inf\ndepartments: {}", "line 2: hourly_cost is inf"),
    "an unknown channel": (
        "version: 1\nminutes_per_touch: {mail: 3}\ndepartments: {}",
        "line 2: minutes_per_touch has the unknown key 'mail'; did you mean 'email'",
    ),
    "a frontline that is neither": (
        HEAD + "  A: {frontline: perhaps}",
        "line 4: frontline of department A is 'perhaps'",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_the_message_names_the_line_and_the_mend(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_taxonomy(text, "mine.yaml")
    said = str(caught.value)
    assert said.startswith("mine.yaml")
    assert message in said
    assert len(said.splitlines()) <= 2


def test_a_phrase_that_is_never_found_is_refused_but_a_run_made_under_it_stays_readable(tmp_path: Path) -> None:
    text = HEAD + '  A:\n    issues:\n      Late: {phrases: ["!!!"]}\n      Later:\n'
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    line = text[: text.index("!!!")].count("\n") + 1
    with pytest.raises(InputError) as caught:
        load_taxonomy(tmp_path / "mine.yaml")
    told = f"mine.yaml, line {line}: phrase '!!!' has no letter or digit, so it is never found; write words"
    assert str(caught.value).startswith(told)
    with pytest.raises(InputError):
        keep_taxonomy(text, tmp_path / "taxonomy.yaml")
    assert not (tmp_path / "taxonomy.yaml").exists()
    assert parse_taxonomy(text).names == ("Support", "A")


def test_a_phrase_may_stand_in_two_issues_and_in_two_departments(tmp_path: Path) -> None:
    issues = '{issues: {Late: {phrases: [late, "late!"]}, Slow: {phrases: [late]}}}'
    (tmp_path / "mine.yaml").write_text(HEAD + f"  A: {issues}\n  B: {issues}\n", encoding="utf-8")
    assert load_taxonomy(tmp_path / "mine.yaml").names == ("Support", "A", "B")


def test_a_missing_file_names_the_shipped_taxonomies(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give a YAML file, or one of retail, banking"):
        load_taxonomy(tmp_path / "none.yaml")


def test_a_folder_is_no_taxonomy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        load_taxonomy(tmp_path)


def test_a_picture_is_no_taxonomy(tmp_path: Path) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"version: 1\n\x89PNG\xff\xfe")
    with pytest.raises(InputError, match=r"picture.yaml, line 2: this isn't UTF-8 text"):
        load_taxonomy(path)


def test_an_endless_file_is_no_taxonomy(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(InputError, match="too many for a taxonomy"):
        load_taxonomy(path)


def refusal(text: str) -> str:
    """Message that a text gets; empty where it is a taxonomy."""
    try:
        parse_taxonomy(text)
    except InputError as error:
        return str(error)
    return ""


@given(st.text(max_size=200))
def test_any_text_that_is_no_taxonomy_gets_a_message(text: str) -> None:
    assert refusal(text).startswith("taxonomy")


@given(st.integers(0, len(HEAD)), st.sampled_from(list("\t:[]{}*&!|>'\"%@`-#\n ,?")))
def test_a_slip_of_the_finger_gets_a_message_and_never_a_traceback(place: int, slip: str) -> None:
    said = refusal(HEAD[:place] + slip + HEAD[place:])
    assert said == "" or said.startswith("taxonomy")
