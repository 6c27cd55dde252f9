"""Hours, costs and orders on Set-up: current values, marked defaults, and a person's changes."""

from __future__ import annotations

import zoneinfo

import streamlit as st

from etl.errors import InputError
from etl.taxonomy import Taxonomy
from etl.taxonomy.settling import is_stated
from etl.taxonomy_help.costs import DEFAULT, Said, costs_finding, hours_table, minutes_table, settled
from pages.ui import exposure, refusal
from pages.ui.plain_text import plain, undirected
from pages.ui.setup import taxonomy_saving

_LARGEST = 1e9


def finding(taxonomy: Taxonomy) -> str:
    """The part's title."""
    return costs_finding(taxonomy)


def section(taxonomy: Taxonomy) -> None:
    """Fields, and the button that saves what was changed in them."""
    settings = _settings(taxonomy)
    hours, holidays = _hours(taxonomy)
    said = Said(settings, _minutes(taxonomy), hours, holidays)
    if taxonomy_saving.button(len(said), key="costs_save"):
        save(taxonomy, said)


def save(taxonomy: Taxonomy, said: Said) -> None:
    """Save what was changed."""
    try:
        text = settled(taxonomy, said)
    except InputError as error:
        refusal.tell(error)
        return
    taxonomy_saving.keep(text, f"{len(said)} {'value was' if len(said) == 1 else 'values were'} changed.")


def _settings(taxonomy: Taxonomy) -> dict[str, str | float]:
    """Fields of the whole taxonomy's values, without orders if there are none to count; returns the changed ones."""
    is_shut, has_orders = exposure.is_closed(), taxonomy.sells or taxonomy.orders_a_month is not None
    *first, cost, currency, zone = st.columns([3, 2, 2, 3] if has_orders else [2, 2, 3])
    now: dict[str, str | float] = {
        "orders_a_month": taxonomy.orders_a_month or 0.0,
        "hourly_cost": taxonomy.hourly_cost,
        "currency": taxonomy.currency,
        "timezone": taxonomy.timezone,
    }
    key = taxonomy.hash[:12]
    given: dict[str, str | float | None] = {}
    for column in first:
        given["orders_a_month"] = column.number_input(
            "Orders a month, about", 0.0, _LARGEST, float(now["orders_a_month"]), step=100.0, format="%.0f",
            key=f"orders_{key}", disabled=is_shut,
            help="Used only where no orders are loaded, and marked as typed in wherever it is used; 0 for none.",
        )  # fmt: skip
    given |= {
        "hourly_cost": cost.number_input(
            _label(taxonomy, "hourly_cost", "An hour costs"), 0.0, _LARGEST, taxonomy.hourly_cost, step=1.0,
            key=f"cost_{key}", disabled=is_shut, help="Wages, overheads, workplace",
        ),
        "currency": currency.text_input(
            _label(taxonomy, "currency", "Currency"), taxonomy.currency, max_chars=3, key=f"currency_{key}",
            disabled=is_shut,
        ),
        "timezone": zone.selectbox(
            _label(taxonomy, "timezone", "Time zone"), zones := _zones(taxonomy), zones.index(taxonomy.timezone),
            key=f"zone_{key}", disabled=is_shut,
            help="Tickets that are loaded keep their days and hours until their files are loaded again.",
        ),
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None and value != now[name]}


def _label(taxonomy: Taxonomy, name: str, words: str) -> str:
    """Label of a field, which marks a default."""
    return words if is_stated(taxonomy.text, name) else f"{words} (default)"


def _zones(taxonomy: Taxonomy) -> list[str]:
    return sorted({*zoneinfo.available_timezones(), taxonomy.timezone})


def _hours(taxonomy: Taxonomy) -> tuple[dict[str, str], dict[str, str]]:
    """Fields for each department's opening hours and holidays; returns the changed ones, by department."""
    st.markdown("**Opening hours and public holidays**", help="Such as mon-fri 09:00-17:00; sat 10:00-14:00, or 24/7")
    hours: dict[str, str] = {}
    holidays: dict[str, str] = {}
    for row in hours_table(taxonomy).to_dict("records"):
        name = row["department"]
        words, days, country = st.columns([3, 4, 2], vertical_alignment="center", gap="small")
        words.markdown(f"{plain(name)}{' (default)' if row['from'] == DEFAULT else ''}")
        said = days.text_input(
            undirected(f"Hours of {name}"), row["hours"], key=_key(taxonomy, "hours", name),
            label_visibility="collapsed", disabled=exposure.is_closed(),
        )  # fmt: skip
        kept = country.text_input(
            undirected(f"Holidays of {name}"), row["holidays"], key=_key(taxonomy, "holidays", name),
            label_visibility="collapsed", disabled=exposure.is_closed(), placeholder="Country: NL, DE-BY",
        )  # fmt: skip
        hours |= {name: said} if said.strip() != row["hours"] else {}
        holidays |= {name: kept} if kept.strip() != row["holidays"] else {}
    return hours, holidays


def _minutes(taxonomy: Taxonomy) -> dict[str, float]:
    """Fields for the minutes of each channel; returns the changed ones."""
    st.markdown("**Minutes that one public reply takes**, where none were logged")
    changed: dict[str, float] = {}
    with st.container(horizontal=True, gap="small"):
        for row in minutes_table(taxonomy).to_dict("records"):
            name = row["channel"]
            said = st.number_input(
                f"{name}{' (default)' if row['from'] == DEFAULT else ''}", 0.0, None, row["minutes"], step=1.0,
                key=_key(taxonomy, "minutes", name), disabled=exposure.is_closed(), width=150,
            )  # fmt: skip
            changed |= {name: said} if said is not None and said != row["minutes"] else {}
    return changed


def _key(taxonomy: Taxonomy, what: str, name: str) -> str:
    return f"{what}_{taxonomy.hash[:12]}: {name}"
