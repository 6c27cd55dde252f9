"""Shadow shifts: a place beside the frontline for people of any department, who came, and what has changed since."""

import streamlit as st

from etl.ledger.shadow_shifts import read_sign_ups
from etl.marts.core.formatting import day_words
from etl.marts.frames import shadow as shadows
from pages.ui import counting, data, frame, parts, start
from pages.ui.charts.before_and_after import before_and_after, disputed_in_periods
from pages.ui.decisions import ledger_access
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.shadow import roster

PAGE = Page(
    "Shadow shifts",
    ":material/group_add:",
    "Sign up for a shift with the frontline; see who came.",
    section="Work",
    place=105,
)

frame.require()
page = start.begin(shows_measures=False)
ledger_access.tell()
zone = page.taxonomy.timezone
with ledger_access.opened() as ledger:
    places = read_sign_ups(ledger)
visits = shadows.visits(places, page.taxonomy, ledger_access.now())
start.title(shadows.shadow_finding(visits))
st.caption("Nobody is above talking to customers. Listen, read along, ask; one shift is a start.")

take, expected = st.columns([5, 4], gap="large")
with take:
    name, department = roster.take_a_place(page.taxonomy, places)
    roster.mine(places, name, department, zone)
with expected:
    roster.roster(places, zone)
    st.markdown("**Shifts shared, by department**", help="Numbers of shifts, in the order of Set-up: no ranking.")
    counts = visits.assign(Department=visits["department"].map(plain), Shifts=visits["text"])
    st.table(counts.set_index("Department")[["Shifts"]])

st.subheader("Before and after the first visit", anchor=False)
been = visits[visits["first_day"].notna()]
if page.filters.department:
    been = been[been["department"].isin(page.filters.department)]
if been.empty:
    st.info("No data yet: nobody from the department has been recorded as a guest.", icon=":material/hourglass_empty:")
    st.stop()
whose = st.selectbox("Visiting department", been["department"].tolist(), key="whose_figures")
first_day = been.set_index("department")["first_day"][whose]
found = data.ask(shadows.figures_since, page.filters, department=whose, start=first_day, seed=data.settings().seed)
with st.grid(len(found), min_column_width=parts.COLUMN_PIXELS, gap="medium"):
    for effect in found:
        label = shadows.FIGURES[effect.name]
        if whose in data.taxonomy().frontline and not effect.frame["value"].notna().any():
            parts.missing(label, f"{whose} is the frontline, so this counts what it hands off.")
            continue
        is_share = effect.unit == "share"
        disputed = start.disputed_words(
            disputed_in_periods(effect.frame, is_share=is_share), shadows.COUNTED[effect.name]
        )
        # One line each: a third of the page cuts longer lines.
        under = [f"{whose}, by {effect.step}", "whatever the filters", f"limits learnt before {day_words(first_day)}"]
        under += filter(None, [page.whiskers(effect.frame, "lower", "upper").removeprefix("; ")])
        with st.container():
            drawn = before_and_after(
                effect.frame, first_day, "first visit", page.colours[whose], label,
                "\n".join([*under, *disputed]), page.ink, is_share=is_share, step=effect.step,
            )  # fmt: skip
            parts.chart(
                drawn,
                f"{label} of {whose} before and after its first visit",
                key=f"effect {effect.name}",
                opens=counting.of_figure(effect.name, whose),
            )
            st.caption(plain(effect.words))
st.caption("A change after a visit doesn't prove that the visit caused it.")
