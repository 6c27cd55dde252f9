"""The keys of a taxonomy file with their meanings; the reader refuses all others, and the reference lists these."""

from __future__ import annotations

TAXONOMY_KEYS = {
    "version": "The format of the file, 1. Needed.",
    "name": "What the taxonomy is called; the file's name where it is left out.",
    "timezone": (
        "Zone of the business, such as `Europe/Amsterdam`: days, hours and opening hours are in it; UTC where it is "
        "left out."
    ),
    "currency": "Three capital letters, such as EUR (which holds where it is left out).",
    "hourly_cost": "Loaded cost of an hour of handling, in the currency; 38 where it is left out.",
    "minutes_per_touch": (
        "Minutes that a public reply takes, by channel and as `default` (6); used where no time was logged."
    ),
    "mail_domains": "Domains of your own e-mail addresses, without the @: what comes from them is internal.",
    "orders_a_month": "Orders in an average month; used where no file of orders is loaded.",
    "sells": (
        "`false`: nothing is ordered here, as in a city or a bank, so nobody is asked how many orders there were; "
        "`true` where it is left out."
    ),
    "departments": "The departments by name, at least one of them the frontline. Needed.",
}

DEPARTMENT_KEYS = {
    "frontline": "`true`: it takes the customers' contacts.",
    "outside": "`true`: it isn't part of your organisation, such as a carrier or a supplier.",
    "teams": "Names that exports use for its teams, queues or groups; each belongs to one department.",
    "hours": (
        'When it is open: days to spans, such as `{mon-fri: "09:00-17:00"}` (which holds where it is left out), or '
        "`24/7`."
    ),
    "holidays": (
        "Country whose public holidays it keeps, such as NL, or country and part, such as DE-BY; none where it is "
        "left out."
    ),
    "issues": "What goes wrong there, by name.",
    "aliases": "Earlier names of the department: they keep its history and its links.",
    "description": (
        "What it does, in a sentence. Words in it that no other department has are a weak hint while there are no "
        "rulings."
    ),
}

ISSUE_KEYS = {
    "phrases": (
        "Words that customers use for it, looked for in their own text. Case, accents and punctuation don't matter; "
        "the last word may take a common ending, and with a `*` behind it any."
    ),
    "reasons": (
        "Declared fields (a column of the export, or a field such as `reason` or `tags`) to the values that mean "
        "this issue."
    ),
    "facts": "Comparisons over columns of the export, such as `delivered_at > promised_at`.",
    "aliases": "Earlier names of the issue.",
    "description": "What it is, in a sentence; a weak hint, as the department's.",
}
