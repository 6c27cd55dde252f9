"""A digest's words: three lines first, nothing rendered that was written by others, and no host that is asked."""

from __future__ import annotations

import email
import re
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.policy import default
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

import pytest

from etl.errors import BrokeOffError, InputError
from etl.ledger.commitments import Commitment, Due
from etl.ledger.notices import Notice
from etl.marts.frames.new_words import NewWords
from etl.marts.frames.period_changes import Compared
from etl.marts.frames.store_status import DataState
from etl.reports.digest.document import Document, as_markdown, as_page, as_text
from etl.reports.digest.mail import as_mail
from etl.reports.digest.sending import VARIABLE, require_package, send
from etl.reports.digest.words import FIRST, GENERATED, document_of
from etl.usecases.digest_contents import Count, Decided, Digest, Quote, Undecided
from pages.ui.page_list import all_pages

WEEK = (date(2026, 10, 19), date(2026, 10, 25))
BASE = "https://headwater.example.com"
HOSTILE = "<script>alert(1)</script> **bold** [x](http://evil.invalid) see www.evil.invalid, says Kevin Miller"
STATE = DataState(datetime(2026, 10, 26, 8), None, WEEK[0], WEEK[1], 9, ("shop",), True, "data as of 26 Oct 2026")

LATE = Undecided("o2", "Logistics", "Warehouse", 12, date(2026, 10, 24), -2, True, "Finance", True)


def count(issue: str | None = "Late delivery", complaints: float = 38.2, way: str = "higher", **changes: Any) -> Count:
    told = Count("Logistics", issue, complaints, complaints - 7, complaints + 6, 11.2, 25.6, 18.0, way, bool(way))
    return replace(told, **changes)


def digest(**changes: Any) -> Digest:
    commitment = Commitment("c1", "Logistics", "Late delivery", "Bo Secret", "Second courier", *WEEK, None)
    before = tuple((WEEK[0] - timedelta(days=7 * n), WEEK[1] - timedelta(days=7 * n)) for n in range(26, 0, -1))
    given: dict[str, Any] = {
        "department": "Logistics", "is_frontline": False, "periods": Compared(*WEEK, before),
        "whole": count(None, 96, ""), "changes": (count(),), "causes": (count(way=""),),
        "words": (NewWords("Logistics", ("klarna", "pay"), "en", 9, 62, 1, 1480, 4.0, ("shop", "1")),),
        "due": (Due(commitment, -5),), "new_due": frozenset({"c1"}),
        "decided": (Decided("o1", "Logistics", "accepted", "Finance", WEEK[1], 2),),
        "undecided": (LATE,), "new_undecided": frozenset({"o2"}),
        "quotes": (Quote("Late delivery", HOSTILE),), "said_before": (), "snoozed": (), "state": STATE,
        "is_old": False, "is_guess": False, "today": date(2026, 10, 26), "notices": (Notice("change", "x"),),
    }  # fmt: skip
    return Digest(**(given | changes))


def quiet() -> Digest:
    return digest(changes=(), words=(), due=(), new_due=frozenset(), decided=(), undecided=(),
                  new_undecided=frozenset(), quotes=(), notices=())  # fmt: skip


def read_aloud(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_where_origins_are_guesses_the_reader_is_told_before_the_counts() -> None:
    told = "It is hardly known where complaints start"
    assert any(told in line for line in document_of(digest(is_guess=True), "").under)
    assert not any(told in line for line in document_of(digest(), "").under)


def test_three_lines_come_first_and_say_what_matters() -> None:
    told = document_of(digest(), "")
    assert told.title == "Logistics, 19 Oct to 25 Oct 2026"
    assert [read_aloud(each.text) for each in told.first] == [
        "Late delivery rose to 38 complaints (between 31 and 44). Between 12 and 25 a week is ordinary.",
        "The commitment “Second courier” (Late delivery) is 5 days late: 25 Oct 2026.",
        "Logistics objected to 2 complaints. Decided: they go to Finance.",
    ]
    assert [each.title for each in told.sections] == [
        "What changed", "New words in customers' complaints", "Commitments", "Objections", "In all",
    ]  # fmt: skip
    assert told.under == (GENERATED,)


def test_a_quiet_week_says_so_in_three_lines() -> None:
    told = document_of(quiet(), "")
    assert len(told.first) == FIRST
    assert told.first[0].text == "An ordinary week: nothing changed beyond ordinary variation."
    assert "96 complaints" in read_aloud(told.first[1].text)
    # what the three lines say isn't said again: the largest cause is among them, and it is the only one
    assert told.sections == ()
    many = replace(quiet(), causes=(count(way=""), count("Parcel lost", 12, "")))
    (section,) = document_of(many, "").sections
    assert section.title == "The next largest causes"
    assert [line.text.partition(":")[0] for line in section.lines] == ["Parcel lost"]


def test_objections_are_told_with_their_day_and_the_department_that_decides() -> None:
    waiting = (
        LATE,
        replace(LATE, objection="o3", decider=None, is_decider_named=False, days=0, proposed=None, complaints=1),
        replace(LATE, objection="o4", decider=None, days=3),
        *(replace(LATE, objection=f"more {number}", days=9, is_near=False) for number in range(4)),
    )
    told = document_of(digest(undecided=waiting, changes=(), due=()), BASE)
    said = [read_aloud(each.text) for each in next(e for e in told.sections if e.title == "Objections").lines]
    assert said[:4] == [
        "Logistics objected to 2 complaints. Decided: they go to Finance.",
        "Logistics objected to 12 complaints and named Warehouse instead. "
        "The decision is 2 days overdue (24 Oct 2026); Finance decides.",
        "Logistics objected to 1 complaint. The decision is due today (24 Oct 2026); nobody is named to decide.",
        "Logistics objected to 12 complaints and named Warehouse instead. The decision is due in 3 days (24 Oct 2026).",
    ]
    assert (len(said), said[-1]) == (7, "2 more objections wait for a decision.")
    assert "2 days overdue" in read_aloud(told.first[0].text)
    kept = Decided("o1", "Logistics", "kept", "Logistics", WEEK[1], 1)
    (line, *_) = document_of(digest(decided=(kept,), changes=(), due=(), undecided=()), "").first
    assert read_aloud(line.text) == "Logistics objected to 1 complaint. Decided: it stays there."


def test_a_number_just_outside_its_limits_that_is_no_change_isnt_called_out_of_the_ordinary() -> None:
    told = document_of(replace(quiet(), causes=(count(), count(complaints=27, way="higher", is_change=False))), "")
    (line,) = told.sections[-1].lines
    assert read_aloud(line.text) == (
        "Late delivery: 27 complaints (between 20 and 33). "
        "Mostly it is between 12 and 25 a week; being off by so little is still chance."
    )


def test_a_cause_that_nobody_complained_of_is_no_largest_one_and_none_is_said_as_a_word() -> None:
    none = count(complaints=0.2, way="", low=0.0, high=0.4, usual_low=0.0, usual_high=0.6)
    told = document_of(replace(quiet(), whole=replace(none, issue=None), causes=(none,)), "")
    assert [read_aloud(each.text) for each in told.first] == [
        "An ordinary week: nothing changed beyond ordinary variation.",
        "No complaints started in Logistics. About 0 a week is ordinary.",
    ]
    assert told.sections == ()


def test_a_number_within_its_limits_is_within_them_as_they_are_told() -> None:
    few = count(None, complaints=1.6, way="", low=0.3, high=4.8, usual_low=0.0, usual_high=1.9)
    told = document_of(replace(quiet(), whole=few, causes=()), "")
    said = "2 complaints (between 0 and 5) started in Logistics. Between 0 and 2 a week is ordinary."
    assert read_aloud(told.first[1].text) == said


def test_new_words_are_said_with_how_many_write_them() -> None:
    (line,) = document_of(digest(), "").sections[1].lines
    assert line.text == (
        "Customers now write “klarna” and “pay”: "
        "the first of them in 9 of 62 complaints in English, before in 1 of 1,480."
    )


def test_the_frontlines_digest_names_departments() -> None:
    told = document_of(digest(is_frontline=True, whole=count(None, 218, "", department=None)), "")
    assert told.first[0].text.startswith("Late delivery (Logistics) rose to")
    assert "218\u00a0complaints" in told.sections[-1].lines[0].text
    assert "arrived in all" in told.sections[-1].lines[0].text


def test_with_too_few_weeks_before_it_says_that_it_cant_tell() -> None:
    periods = Compared(*WEEK, ())
    told = document_of(
        replace(quiet(), periods=periods, whole=count(None, 96, "", usual_low=None, usual_high=None)), ""
    )
    assert "can't be told yet" in told.first[0].text
    assert not any("false alarm" in each for each in told.foot)


def test_links_lead_to_pages_that_there_are_with_filters_that_they_know() -> None:
    told = document_of(digest(), f"{BASE}/")
    links = [each.link for section in told.sections for each in section.lines if each.link]
    assert f"{BASE}/tickets?from=2026-10-19&to=2026-10-25&department=Logistics&issue=Late+delivery" in links
    names = {page.name for page in all_pages()}
    assert {link.removeprefix(BASE).strip("/").partition("?")[0] for link in links} <= names
    assert not any(each.link for section in document_of(digest(), "").sections for each in section.lines)


class Seen(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.given: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.given += [(name, value or "") for name, value in attrs]


def test_a_page_asks_no_host_and_renders_nothing_of_others() -> None:
    page = as_page(document_of(digest(), BASE))
    seen = Seen()
    seen.feed(page)
    assert not {"script", "img", "link", "iframe", "b", "strong"} & set(seen.tags)
    assert not {"src", "srcset", "background", "onclick", "style"} & {name for name, _ in seen.given}
    assert "url(" not in page
    assert "@import" not in page
    assert {value for name, value in seen.given if name == "href"}
    assert all(value.startswith(BASE) for name, value in seen.given if name == "href")
    assert page.count("<h1>") == 1
    assert ("lang", "en") in seen.given


@pytest.mark.parametrize("made", [as_markdown, as_text, as_page])
def test_nothing_is_said_of_single_people(made: Any) -> None:
    text = made(document_of(digest(), BASE))
    for name in ("Secret", "Kevin", "Miller", "evil.invalid"):
        assert name not in text


def test_markdown_shows_what_others_wrote_as_it_was_written() -> None:
    text = as_markdown(document_of(digest(), BASE))
    quoted = next(line for line in text.splitlines() if line.startswith("> "))
    assert "\\<script\\>" in quoted
    assert "\\*\\*bold\\*\\*" in quoted
    assert not re.search(r"(?<!\\)[<*\[]", quoted.removeprefix("> "))


def test_an_email_file_has_both_parts_and_its_recipients() -> None:
    content = as_mail(document_of(digest(), BASE), ("a@example.com", "b@example.com"), "headwater@example.com")
    message = email.message_from_bytes(content, policy=default)
    assert message["To"] == "a@example.com, b@example.com"
    assert message["From"] == "headwater@example.com"
    assert message["Subject"].startswith("Logistics, 19 Oct to 25 Oct 2026: Late delivery rose")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    plain, page = (message.get_body(kind) for kind in (("plain",), ("html",)))
    assert plain is not None
    assert page is not None
    assert "Second courier" in plain.get_content()
    assert "<h1>" in page.get_content()
    bare = email.message_from_bytes(as_mail(document_of(digest(), ""), (), ""), policy=default)
    assert (bare["To"], bare["From"]) == (None, None)


def document() -> Document:
    return document_of(digest(), BASE)


class Service:
    """Stands in for apprise."""

    def __init__(self, taken: list[tuple[str, str]], *, takes: bool = True) -> None:
        self._taken, self._takes, self._place = taken, takes, ""

    def add(self, place: str) -> bool:
        self._place = place
        return "://" in place

    def notify(self, body: str, title: str, body_format: str) -> bool:
        self._taken.append((self._place, body_format))
        if self._place.startswith("raises"):
            raise OSError(self._place)
        return self._takes


def installed(monkeypatch: pytest.MonkeyPatch, **options: Any) -> list[tuple[str, str]]:
    taken: list[tuple[str, str]] = []
    module = ModuleType("apprise")
    module.Apprise = lambda: Service(taken, **options)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", module)
    return taken


def test_mail_goes_to_the_recipients_and_chat_gets_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = installed(monkeypatch)
    places = {VARIABLE: "mailtos://u:p@example.com?to={to} slack://token"}
    assert send(document(), "Logistics", ("a@example.com", "b@example.com"), places) == 2
    assert taken == [
        ("mailtos://u:p@example.com?to=a@example.com,b@example.com", "html"),
        ("slack://token", "markdown"),
    ]
    assert send(document(), "Logistics", (), {VARIABLE: "mailtos://u:p@example.com?to={to}"}) == 0


def test_a_departments_own_addresses_take_the_place_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = installed(monkeypatch)
    send(document(), "Webshop and IT", (), {VARIABLE: "slack://all", f"{VARIABLE}_WEBSHOP_AND_IT": "slack://it"})
    assert [place for place, _ in taken] == ["slack://it"]


@pytest.mark.parametrize(
    ("places", "takes", "error"),
    [
        ({}, True, InputError),
        ({VARIABLE: "nothing-secret"}, True, InputError),
        ({VARIABLE: "slack://secret"}, False, BrokeOffError),
        ({VARIABLE: "raises://secret"}, True, BrokeOffError),
    ],
)
def test_what_goes_wrong_is_said_without_the_address(
    monkeypatch: pytest.MonkeyPatch, places: dict[str, str], takes: bool, error: type[Exception]
) -> None:
    installed(monkeypatch, takes=takes)
    with pytest.raises(error) as said:
        send(document(), "Logistics", (), places)
    assert "secret" not in str(said.value)
    assert said.value.__cause__ is None
    assert VARIABLE in str(said.value)


def test_without_the_package_a_plain_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(InputError, match=r"requirements-send\.txt"):
        require_package()
