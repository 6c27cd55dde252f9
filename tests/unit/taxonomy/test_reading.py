"""Reading a taxonomy that is right."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from etl.settings import Settings
from etl.taxonomy import SHIPPED, choose_taxonomy, load_taxonomy, parse_taxonomy

SMALL = """\
version: 1
name: Shop
timezone: Europe/Amsterdam
currency: EUR
hourly_cost: 30
minutes_per_touch: {email: 5}
departments:
  Support:
    frontline: true
    teams: [Help, "Tier 1"]
    issues:
      No answer: {phrases: [nobody answers, on hold for]}
  Logistics:
    aliases: [Transport]
    teams: [Carriers]
    hours: {mon-fri: "09:00-17:00", sat: closed}
    holidays: NL
    issues:
      Late delivery:
        aliases: [Delay]
        phrases: [not arrived]
        reasons: {"Contact reason": [WISMO, "Delivery late"]}
        facts: ["delivered_at > promised_at"]
  Empty department:
"""


def test_every_part_of_the_file_arrives() -> None:
    taxonomy = parse_taxonomy(SMALL, "shop.yaml")
    logistics = taxonomy.departments[1]
    late = logistics.issues[0]
    assert (taxonomy.name, taxonomy.timezone, taxonomy.currency, taxonomy.hourly_cost) == (
        "Shop",
        "Europe/Amsterdam",
        "EUR",
        30.0,
    )
    assert taxonomy.minutes_per_touch == {"default": 6.0, "email": 5.0}
    assert taxonomy.names == ("Support", "Logistics", "Empty department")
    assert taxonomy.frontline == ("Support",)
    assert logistics.holidays == "NL"
    assert logistics.hours.days[0] == ((540, 1020),)
    assert logistics.hours.days[5] == ()
    assert late.phrases == ("not arrived",)
    assert late.reasons == {"Contact reason": ("WISMO", "Delivery late")}
    assert late.facts == ("delivered_at > promised_at",)
    assert taxonomy.text == SMALL


def test_whether_anything_is_ordered_is_read_and_changes_the_hash_only_where_nothing_is() -> None:
    plain = "version: 1\ndepartments: {Support: {frontline: true}}"
    unsaid, sells, not_so = (
        parse_taxonomy(text) for text in (plain, f"sells: true\n{plain}", f"sells: false\n{plain}")
    )
    assert [each.sells for each in (unsaid, sells, not_so)] == [True, True, False]
    assert unsaid.hash == sells.hash != not_so.hash
    assert {name: load_taxonomy(name).sells for name in SHIPPED} == {name: name == "retail" for name in SHIPPED}


def test_own_mail_domains_are_read_and_change_the_hash_only_where_there_are_any() -> None:
    without = parse_taxonomy("version: 1\ndepartments: {Support: {frontline: true}}", "mine.yaml")
    own = parse_taxonomy(
        'version: 1\nmail_domains: ["@Shop.example"]\ndepartments: {Support: {frontline: true}}', "mine.yaml"
    )
    assert (without.mail_domains, own.mail_domains) == ((), ("shop.example",))
    assert without.hash != own.hash


def test_who_is_outside_the_organisation_is_read_and_changes_the_hash_only_where_it_is_said() -> None:
    text = "version: 1\ndepartments:\n  Support: {frontline: true}\n  Carrier: {outside: OUT}\n"
    said, denied = (parse_taxonomy(text.replace("OUT", value)) for value in ("true", "false"))
    unsaid = parse_taxonomy(text.replace("{outside: OUT}", "{}"))
    assert said.outside == ("Carrier",)
    assert denied.outside == unsaid.outside == ()
    assert denied.hash == unsaid.hash != said.hash


def test_what_is_left_out_has_the_stated_defaults() -> None:
    taxonomy = parse_taxonomy("version: 1\ndepartments: {Support: {frontline: true}}", "mine.yaml")
    support = taxonomy.departments[0]
    assert (taxonomy.name, taxonomy.timezone, taxonomy.currency, taxonomy.hourly_cost) == ("mine", "UTC", "EUR", 38.0)
    assert taxonomy.minutes_per_touch == {"default": 6.0}
    assert support.holidays is None
    assert support.issues == ()
    assert support.hours.minutes_a_week == 5 * 8 * 60


@pytest.mark.parametrize(
    ("team", "department"),
    [
        ("carriers", "Logistics"),
        ("  TIER  1 ", "Support"),
        ("logistics", "Logistics"),
        ("Transport", "Logistics"),
        ("Nobody's", None),
        (None, None),
    ],
)
def test_a_team_belongs_to_its_department_whatever_its_case(team: str | None, department: str | None) -> None:
    assert parse_taxonomy(SMALL).department_of_team(team) == department


def test_a_listed_team_goes_before_a_department_of_that_name() -> None:
    text = "version: 1\ndepartments: {Support: {frontline: true, teams: [Billing]}, Billing: {teams: [Invoices]}}"
    taxonomy = parse_taxonomy(text)
    assert taxonomy.department_of_team("billing") == "Support"
    assert taxonomy.department_of_team("Invoices") == "Billing"


def test_earlier_names_lead_to_the_department_and_issue_of_today() -> None:
    taxonomy = parse_taxonomy(SMALL)
    logistics = taxonomy.department_named("TRANSPORT")
    assert taxonomy.aliases == {"Transport": "Logistics"}
    assert logistics is not None
    assert logistics.name == "Logistics"
    issue = logistics.issue_named("delay")
    assert issue is not None
    assert issue.name == "Late delivery"
    assert taxonomy.department_named("Sales") is None


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    text = """\
version: 1
departments:
  Yes:
    frontline: true
    teams: [404, 1.10, on]
    holidays: NO
    issues: {Off: {phrases: [no, 2024-01-01, null and void]}}
"""
    department = parse_taxonomy(text).departments[0]
    assert (department.name, department.teams, department.holidays) == ("Yes", ("404", "1.10", "on"), "NO")
    assert department.issues[0].phrases == ("no", "2024-01-01", "null and void")


def test_the_hash_tells_meaning_and_not_layout() -> None:
    first = parse_taxonomy(SMALL)
    same = parse_taxonomy("# a comment\n" + SMALL.replace('[Help, "Tier 1"]', "[Tier 1,   Help]  # order"))
    other = parse_taxonomy(SMALL.replace("not arrived", "not here"))
    assert first.hash == same.hash
    assert first.hash != other.hash


def test_a_taxonomy_survives_the_way_to_another_process() -> None:
    taxonomy = parse_taxonomy(SMALL)
    copy = pickle.loads(pickle.dumps(taxonomy))
    assert copy == taxonomy
    assert copy.department_of_team("Help") == "Support"


def test_the_given_file_goes_before_the_stores_own_and_that_before_the_shipped(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert choose_taxonomy(settings, None, "banking").name == "Banking"
    settings.taxonomy_file.write_text(SMALL, encoding="utf-8")
    assert choose_taxonomy(settings, None, "banking").name == "Shop"
    assert choose_taxonomy(settings, "retail", "banking").name == "Retail"
    given = tmp_path / "mine.yaml"
    given.write_text(SMALL.replace("name: Shop", "name: Mine"), encoding="utf-8")
    assert choose_taxonomy(settings, str(given), "banking").name == "Mine"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_file_may_carry_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text(SMALL.replace("Shop", "Café"), encoding=encoding)
    assert load_taxonomy(path).name == "Café"


@pytest.mark.parametrize("name", SHIPPED)
class TestEveryShippedTaxonomy:
    def test_has_a_frontline_with_issues_of_its_own(self, name: str) -> None:
        taxonomy = load_taxonomy(name)
        assert taxonomy.frontline
        assert all(d.issues for d in taxonomy.departments)
        assert all(3 <= len(d.issues) <= 8 or len(d.issues) == 2 for d in taxonomy.departments)

    def test_gives_each_issue_phrases_and_no_phrase_to_two_issues(self, name: str) -> None:
        issues = [issue for d in load_taxonomy(name).departments for issue in d.issues]
        phrases = [phrase.casefold() for issue in issues for phrase in issue.phrases]
        assert all(len(issue.phrases) >= 6 for issue in issues)
        assert len(phrases) == len(set(phrases))

    def test_lays_each_declared_value_to_one_issue(self, name: str) -> None:
        values = [
            (field.casefold(), value.casefold())
            for d in load_taxonomy(name).departments
            for issue in d.issues
            for field, own in issue.reasons.items()
            for value in own
        ]
        assert values
        assert len(values) == len(set(values))

    def test_states_its_costs_and_hours(self, name: str) -> None:
        taxonomy = load_taxonomy(name)
        assert taxonomy.hourly_cost > 0
        assert set(taxonomy.minutes_per_touch) >= {"email", "chat", "phone", "default"}
        assert all(0 < d.hours.minutes_a_week <= 7 * 24 * 60 for d in taxonomy.departments)
