"""The taxonomy in force and the runs that used one, as the Method page shows them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.attribution.signals import BY_NAME
from etl.locales import number
from etl.marts.core.formatting import time_words
from etl.taxonomy import Department, Taxonomy
from pages.ui.plain_text import plain, undirected, undirected_texts


def show(taxonomy: Taxonomy) -> None:
    """Departments with their hours, issues, phrases, reasons and facts."""
    st.markdown("\n".join(f"- **{signal.title}**: {signal.help}" for signal in BY_NAME.values()))
    st.markdown(
        "Each signal has a weight, its log-odds. The weights add up to a confidence. Where that is too low for the "
        "precision you ask for, the complaint stays **Unattributed**."
    )
    st.subheader(f"Taxonomy in force: {plain(taxonomy.name)}", anchor=False)
    st.caption(
        plain(
            f"Time zone {taxonomy.timezone}; an hour costs {taxonomy.currency} {number(taxonomy.hourly_cost, ',.2f')}; "
            "minutes per touch where none were logged: "
            + ", ".join(f"{channel} {number(minutes, 'g')}" for channel, minutes in taxonomy.minutes_per_touch.items())
        )
    )
    for department in taxonomy.departments:
        _department(department)


def _department(department: Department) -> None:
    role = "frontline" if department.is_frontline else f"{len(department.issues)} issues"
    with st.expander(f"{plain(department.name)}  ·  {role}"):
        st.caption(plain("Teams: " + (", ".join(department.teams) or "none named")))
        rows = [
            {
                "Issue": issue.name,
                "Phrases": ", ".join(issue.phrases),
                "Declared": "; ".join(f"{field}: {', '.join(values)}" for field, values in issue.reasons.items()),
                "Facts": "; ".join(issue.facts),
            }
            for issue in department.issues
        ]
        if rows:
            shown = undirected_texts(pd.DataFrame(rows).astype("str"))
            st.dataframe(shown, hide_index=True, alt=undirected(f"Issues of {department.name}"), height="content")


def runs(rows: pd.DataFrame) -> None:
    """Attribution runs, newest first, and what each learnt."""
    for place, row in enumerate(rows.to_dict("records")):
        title = f"Run {row['run_id']} · {time_words(row['started_at'])} UTC · engine {row['engine_version']}"
        with st.expander(plain(title), expanded=place == 0):
            st.caption(plain(f"Load {row['load_id']}, taxonomy {row['taxonomy_name']}."))
            st.json(row["learnt"], expanded=1)
