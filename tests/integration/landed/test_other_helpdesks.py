"""Other helpdesks' tables come to what their own flat exports come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import landed
from tests import landed_products as products
from tests.integration.landed.conftest import Run

WAYS = {
    "freshdesk": (products.freshdesk_flat, products.freshdesk_airbyte),
    "jira": (products.jira_flat, products.jira_fivetran),
    "servicenow": (products.servicenow_flat, products.servicenow_fivetran),
    "hubspot": (products.hubspot_flat, products.hubspot_fivetran),
    "intercom": (products.intercom_flat, products.intercom_airbyte),
}


@pytest.mark.parametrize("name", WAYS)
def test_the_tables_give_the_measures_of_the_flat_export(tmp_path: Path, run: Run, name: str) -> None:
    made = landed.tickets(40)
    flat, tables = WAYS[name]
    whole = landed.write_json(tmp_path / "flat.json", flat(made))
    exported, expected = run(str(whole), "--source", name, home="flat")
    assert expected["handoffs"]["value"]
    told, measures = run(str(landed.write_folder(tmp_path / "tables", tables(made))), home="tables")
    assert (told["source"], told["read"]) == (name, exported["read"])
    differ = [(key, value, expected[key]) for key, value in measures.items() if value != expected[key]]
    assert measures == expected, differ
