"""Worth of the frontline: whether it is supported, useful and valued, and the results of its own initiative."""

import streamlit as st

from etl.marts.core.colours import FRONTLINE
from etl.marts.core.note_words import note_words
from etl.marts.frames import frontline_origins, quotes, worth
from etl.marts.frames.findings import TOO_OPEN, frontline_name
from etl.marts.measures import goodwill, response_times
from pages.ui import counting, data, frame, parts, quote, start
from pages.ui.charts.answer_times import answer_times
from pages.ui.charts.bars import bars_by_issue
from pages.ui.charts.differences import differences
from pages.ui.page_list import Page
from pages.ui.plain_text import plain

PAGE = Page(
    "Worth of the frontline",
    ":material/volunteer_activism:",
    "Whether the frontline is supported, useful and valued, and what it gives unasked.",
    section="Show",
    place=70,
)

frame.require()
page = start.begin()
start.title(worth.worth_finding(page.measured))

st.subheader(
    "Supported",
    anchor=False,
    help="What the frontline gets from others: answers in time, tools and processes that work.",
)
asked, ours = st.columns([5, 4], gap="medium")
with asked:
    times = data.ask(response_times.answer_times, page.filters)
    if times.empty:
        parts.missing("Answer times of departments asked", note_words(page.measured["answer_hours"].notes))
    else:
        of_asked = page.under(drawn=times, unit="hand-offs")
        drawn = answer_times(
            times, page.colours, "Waiting for answers",
            f"opening hours of the department asked:\nbar: half of the answers; tick: nine in ten\n{of_asked}",
            page.ink,
        )  # fmt: skip
        parts.chart(
            drawn, "Median answer times by department asked", key="answers", opens=counting.single(page.filters)
        )
with ours:
    issues = data.ask(frontline_origins.by_own_issue, page.filters)
    if page.is_guesswork:
        parts.missing("Complaints about ourselves", TOO_OPEN)
    elif issues.empty:
        parts.missing("Complaints about ourselves", "No complaint here started at the frontline.")
    else:
        # They are the frontline's own, regardless of the chosen department.
        of_own = f"attributed to {' or '.join(page.taxonomy.frontline)}\n{page.under('department', drawn=issues)}"
        drawn = bars_by_issue(
            issues,
            FRONTLINE,
            "Complaints about ourselves",
            f"complaints by issue{page.whiskers(issues)}\n{of_own}",
            page.ink,
        )
        parts.chart(
            drawn, "Complaints that started at the frontline, by issue", key="own issues", opens=counting.own(page)
        )
        st.caption(
            plain(
                frontline_origins.own_words(
                    data.ask(frontline_origins.own_rest_on, page.filters), frontline_name(page.taxonomy)
                )
            )
        )

st.subheader("Useful", anchor=False, help="What the frontline's work brought in.")
parts.cards(("one_touch", "rescued", "customers_back"), page.measured, page.filters)
st.markdown(plain(worth.hours_kept(page.measured)))

st.subheader("Valued", anchor=False, help="Respect and thanks.")
thanks = data.ask(quotes.praise, page.filters)
counted, said = st.columns([1, 3], gap="medium")
with counted:
    parts.cards(("praise",), page.measured, page.filters)
with said:
    if thanks.empty:
        st.caption("No praise with words within these filters.")
    for row in thanks.head(4).to_dict("records"):
        quote.quote(quote.shortened(row["excerpt"]))

st.subheader("Initiative", anchor=False, help="What agents gave on their own: a refund, a bouquet.")
parts.cards(("gestures", "goodwill_given"), page.measured, page.filters)
compared = data.ask(goodwill.differences, page.filters)
if compared.empty:
    parts.missing("After a gesture, beside comparable complaints", note_words(page.measured["goodwill_content"].notes))
else:
    drawn = differences(
        compared, FRONTLINE, "After a gesture, beside comparable complaints",
        f"difference and 95 % interval; same issue, channel and month\n{page.under(drawn=0.0)}", page.ink,
    )  # fmt: skip
    parts.chart(drawn, "Satisfaction and return after gestures of goodwill", key="gestures", opens=None)
st.caption(plain("It isn't an experiment: gestures aren't given at random, and other things differ too."))
