"""What somebody would write in an afternoon: pandas, Great Expectations, scikit-learn, to_sql. The benchmark's measure.

python tests/bench/plain_script.py TICKETS.csv OUT.sqlite
"""

from __future__ import annotations

import os
import sys

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import pandas as pd
import sqlalchemy as sa
from great_expectations import expectations as gxe
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

KEYWORDS = {
    "Logistics": "not arrived|late|courier|parcel",
    "Billing": "invoice|charged|refund|payment",
    "Webshop": "checkout|website|password|login",
    "Product": "broken|defect|size|quality",
}


def main(source: str, target: str) -> None:
    tickets = pd.read_csv(source, dtype=str)
    tickets["Created at"] = pd.to_datetime(tickets["Created at"], errors="coerce")
    tickets["Solved at"] = pd.to_datetime(tickets["Solved at"], errors="coerce")

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    definition = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
    suite = gx.ExpectationSuite(
        name="tickets",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(column="Id"),
            gxe.ExpectColumnValuesToBeUnique(column="Id"),
            gxe.ExpectColumnValuesToMatchRegex(column="Id", regex=r"^[\w-]+$"),
            gxe.ExpectColumnValuesToNotBeNull(column="Created at"),
            gxe.ExpectColumnValuesToBeBetween(column="Created at", min_value=pd.Timestamp(2000, 1, 1)),
            gxe.ExpectColumnValuesToNotBeNull(column="Description"),
            gxe.ExpectColumnValueLengthsToBeBetween(column="Description", min_value=1, max_value=1_000_000),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="Solved at", column_B="Created at", or_equal=True),
            gxe.ExpectColumnValuesToNotBeNull(column="Subject"),
            gxe.ExpectColumnValuesToNotBeNull(column="Status"),
        ],
    )
    results = definition.get_batch({"dataframe": tickets}).validate(suite, result_format="COMPLETE")
    refused: set[int] = set()
    for result in results.results:
        refused.update(result.result.get("unexpected_index_list") or ())
    tickets = tickets.drop(index=sorted(refused))

    text = tickets["Subject"].fillna("") + " " + tickets["Description"].fillna("")
    label = pd.Series(None, index=tickets.index, dtype=object)
    for department, words in KEYWORDS.items():
        label[text.str.contains(words, case=False) & label.isna()] = department
    taught = label.dropna().sample(min(5_000, label.notna().sum()), random_state=1)
    model = make_pipeline(TfidfVectorizer(min_df=2), LogisticRegression(max_iter=300))
    model.fit(text[taught.index], taught)
    tickets["department"] = model.predict(text)
    tickets["confidence"] = model.predict_proba(text).max(axis=1)
    tickets.to_sql("tickets", sa.create_engine(f"sqlite:///{target}"), index=False, if_exists="replace")
    print(f"{len(tickets):,} tickets stored, {len(refused):,} refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
