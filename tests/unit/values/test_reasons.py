"""One rule for declared reasons: how their columns are named, and how several values stand in one cell."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.signals import declared
from etl.staging import stage
from etl.taxonomy import Taxonomy, parse_taxonomy
from etl.taxonomy_help.declared import cells_of
from etl.values.reasons import column_key, parts_of, values_of
from tests.unit.attribution.make import staged as chunk
from tests.unit.staging.rows import context, raw

TEXT = """
version: 1
name: Test
departments:
  Support: {frontline: true}
  Billing: {issues: {Charged twice: {reasons: {Contact reason: [Double charge, "Fee, unknown"]}}}}
"""


@pytest.fixture
def taxonomy() -> Taxonomy:
    return parse_taxonomy(TEXT)


@pytest.mark.parametrize(
    "name",
    ["Contact reason", "contact_reason", "Contact reason [list]", "Custom field (Contact reason)", "Contact reason #2",
     "custom_field.contact_reason"],
)  # fmt: skip
def test_a_column_of_reasons_is_found_whatever_its_wrapping(name: str) -> None:
    assert column_key(name) == "contactreason"


def test_a_comma_may_part_values_or_stand_within_one() -> None:
    assert parts_of("Double charge; Fee, unknown|x\ny; x") == [
        "Double charge", "Fee, unknown", "Fee", "unknown", "x", "y",
    ]  # fmt: skip
    assert values_of("Double Charge;") == {"double charge"}


@pytest.mark.parametrize(
    "cell", ["Double charge", "double charge; zzz", "zzz | DOUBLE CHARGE", "a, double-charge", "Fee, unknown"]
)
@pytest.mark.parametrize("name", ["Contact reason", "Contact reason [list]", "Custom field (Contact reason)"])
def test_a_reason_that_makes_a_claim_makes_its_ticket_a_complaint(cell: str, name: str, taxonomy: Taxonomy) -> None:
    texts = {"Subject": "Question", "Description": "Hello."}
    mapping = {k: v for k, v in context().mapping.items() if k != "reason"}
    rows = raw([{**texts, name: cell}, {**texts, name: "zzz"}], extra=[name] if name not in mapping else [])
    whole = stage(rows, context(taxonomy=taxonomy, mapping=mapping))
    claims = declared.claim(Reading(whole, taxonomy))
    assert claims.row.tolist() == [0]
    assert whole.tickets["kind"].tolist()[0] == "complaint"
    assert whole.tickets["kind"].tolist()[1] != "complaint"


def test_the_model_and_the_proposals_part_cells_alike() -> None:
    reading = Reading(chunk(["late"], reason=["Double charge; Fee"]), parse_taxonomy(TEXT))
    assert [unit for unit in reading.for_model[0].split() if "fee" in unit or "charge" in unit] != []
    assert cells_of("reason", pd.Series(["Double charge; Fee|x", None], dtype="str")).tolist() == [
        "Double charge", "Fee", "x",
    ]  # fmt: skip
