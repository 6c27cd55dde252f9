"""The reference, a page of Markdown for each thing that users and developers look up; each is read from the code."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

import sqlalchemy as sa

from etl import model
from etl.commands.parser import build_parser
from etl.facts import expressions
from etl.fetching.access import variable
from etl.fetching.names import PRODUCTS
from etl.fetching.registry import product_named
from etl.marts.core.filters import FILTERS
from etl.marts.measures.catalogue import FAMILIES, measures
from etl.model.fields import ALL_FIELDS
from etl.reports.digest.sending import VARIABLE
from etl.settings import Settings
from etl.sources.landed.address import PASSWORD, USER
from etl.sources.registry import FORMATS
from etl.taxonomy.keys import DEPARTMENT_KEYS, ISSUE_KEYS, TAXONOMY_KEYS
from etl.taxonomy.loader import CHANNELS, SHIPPED
from etl.validation.suites import declared_in

SUITES = ("tickets", "events", "volumes", "file")
EXAMPLE = """\
version: 1
name: A shop
timezone: Europe/Amsterdam
currency: EUR
hourly_cost: 38.0
minutes_per_touch: {email: 6, chat: 9, phone: 7, default: 6}
mail_domains: [shop.example.com]
orders_a_month: 12000
sells: true
departments:
  Customer Support:
    frontline: true
    teams: [Support, "Tier 2"]
    hours: {mon-sat: "08:00-22:00", sun: closed}
    issues:
      No answer: {phrases: [nobody answers, still waiting for a reply]}
  Logistics:
    description: Warehouse and dispatch.
    aliases: [Distribution]
    teams: [Logistics, Warehouse]
    hours: {mon-fri: "09:00-17:00"}
    holidays: NL
    issues:
      Late delivery:
        description: It came late, or hasn't come.
        aliases: [Delay]
        phrases: [not arrived, "delivered late*"]
        reasons: {"Contact reason": [WISMO, Delivery late], tags: [late]}
        facts: ["delivered_at > promised_at + 1 day"]
  Carrier:
    outside: true
"""
"""Has each key once."""

Rows = Iterable[tuple[str, ...]]


def pages() -> dict[str, Callable[[], str]]:
    """Makers of the reference's pages, by file name."""
    return {
        "README.md": contents,
        "commands.md": commands,
        "settings.md": settings,
        "measures.md": list_of_measures,
        "columns.md": columns,
        "taxonomy.md": taxonomy,
        "expectations.md": expectations,
        "formats.md": formats,
    }


def contents() -> str:
    """The list of the pages."""
    links = [
        f"* [{page().partition(chr(10))[0].removeprefix('# ')}]({name})"
        for name, page in pages().items()
        if name != "README.md"
    ]
    return _page("Reference", "Made from the code by `make docs`; a test says when it is stale.", "\n".join(links))


def commands() -> str:
    """Every command with its arguments and options."""
    found = [
        f"## `{parser.prog}`\n\n{help_[:1].upper()}{help_[1:]}.\n\n"
        + _table(("argument", "what it is"), _arguments(parser))
        for parser, help_ in each_command(build_parser())
    ]
    filters = _table(
        ("option", "what it narrows to"),
        ((f"`--{key} {each.metavar}`", each.help) for each in FILTERS for key in each.keys),
    )
    return _page(
        "Commands",
        "`python -m etl COMMAND --help` says the same. Exit codes: 0 done, 1 a fault of Headwater or a fetch that "
        "broke off, 2 something that you can "
        "fix: a file that can't be used, an option, a setting, a full disk.",
        *found,
        "## Filters\n\nOf `measures` and `export`; an option that is given twice takes both values.\n\n" + filters,
    )


def each_command(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Parsers of the commands that do something, each with its help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                if name not in helps:
                    continue  # another name of a command that is told already
                below = list(each_command(command))
                yield from below or [(command, helps.get(name, ""))]


def _arguments(parser: argparse.ArgumentParser) -> Iterator[tuple[str, ...]]:
    for action in parser._actions:
        if action.help == argparse.SUPPRESS or action.dest == "help" or action.dest.startswith("filter_"):
            continue
        value = action.metavar or (
            f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
        )
        takes = "" if action.nargs == 0 else str(value) + (" ..." if action.nargs == "+" else "")
        name = f"{action.option_strings[-1]} {takes}".strip() if action.option_strings else takes
        yield f"`{name}`", (action.help or "") + (" (needed)" if action.required and action.option_strings else "")
    if any(action.dest.startswith("filter_") for action in parser._actions):
        yield "[filters](#filters)", "what to narrow to"


def settings() -> str:
    """Every setting, and the environment variables beside them."""
    told = attributes(Settings)
    shown = {"home": "`data` beside `app.py`", "open": "no"}
    shown |= dict.fromkeys(
        ("database_url", "base_url", "recipients", "locale", "digest_sender", "decider", "scheduler"), "empty"
    )
    rows = [
        (f"`HEADWATER_{field.name.upper()}`", shown.get(field.name, f"{field.default}"), told.get(field.name, ""))
        for field in fields(Settings)
    ]
    return _page(
        "Settings",
        "Each is an environment variable, or a line of `headwater.toml` beside `app.py` by the same name in small "
        "letters and without `HEADWATER_` "
        "(`chunk_rows = 5000`). The variable counts where both are there.",
        _table(("variable", "default", "what it is"), rows),
        "## Credentials\n\nRead from the environment alone, and written nowhere.\n\n"
        + _table(("variable", "what it is"), _credentials()),
    )


def _credentials() -> Iterator[tuple[str, str]]:
    what = {
        "URL": "its address",
        "USER": "who asks",
        "TOKEN": "API token, key or password",
        "JQL": "narrows what is fetched",
        "TABLE": "table that is fetched from",
    }
    for product in map(product_named, PRODUCTS):
        for name in dict.fromkeys((*product.needed, *product.optional, "URL")):
            told = what[name] + (
                ""
                if name in product.needed
                else f"; `{product.default_url}` where it isn't set"
                if name == "URL"
                else "; may be left out"
            )
            yield f"`{variable(product.name, name)}`", f"{product.label}: {told}"
    yield (
        f"`{VARIABLE}`",
        "for `digest --send`: addresses as apprise writes them, parted by spaces; `{to}` stands for a department's "
        "recipients. With a department's name at its end, such as `_LOGISTICS`, for that department alone",
    )
    yield (
        f"`{USER}`, `{PASSWORD}`",
        "for `load --tables` from PostgreSQL, where `PGUSER` and `PGPASSWORD` are another program's",
    )


def list_of_measures() -> str:
    """Every measure with its definition."""
    heads = ("name", "on screen", "unit", "counts", "divided by", "definition")
    found = []
    for family in (module.__name__ for module in FAMILIES):
        rows = (
            (f"`{each.name}`", each.label, each.unit, each.grain, each.denominator, each.sentence)
            for each in measures()
            if each.family == family
        )
        found.append(f"## {family.rpartition('.')[2].capitalize()}\n\n" + _table(heads, rows))
    return _page(
        "Measures",
        "`python -m etl measures --json` prints them by these names; a name never changes once it is published.",
        *found,
    )


def columns() -> str:
    """Every column of every table, and the fields that a column of an export can be mapped to."""
    found = []
    for title, metadata in (("The warehouse", model.warehouse), ("The ledger", model.ledger)):
        tables = [
            f"### `{table.name}`\n\n{table.comment}\n\n" + _table(("column", "type", "what it holds"), _cells(table))
            for table in metadata.tables.values()
        ]
        found.append(f"## {title}\n\n" + "\n\n".join(tables))
    mapped = "## Fields for `--map`\n\n" + ", ".join(f"`{field.name}` ({field.label})" for field in ALL_FIELDS)
    return _page(
        "Columns",
        'A table\'s key is marked \\*; "may be empty" where a column can be null. Times are UTC.',
        *found,
        mapped,
    )


def _cells(table: sa.Table) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        kind = str(column.type).lower() + (", may be empty" if column.nullable else "")
        yield f"`{column.name}`" + ("\\*" if column.primary_key else ""), kind, column.comment or ""


def taxonomy() -> str:
    """Every key of a taxonomy file, with an example."""
    found = [
        f"## {title}\n\n" + _table(("key", "what it says"), ((f"`{key}`", told) for key, told in keys.items()))
        for title, keys in (
            ("The file", TAXONOMY_KEYS),
            ("A department", DEPARTMENT_KEYS),
            ("An issue", ISSUE_KEYS),
        )
    ]
    return _page(
        "Taxonomy file",
        f"A file of YAML. Shipped are {', '.join(SHIPPED)} (`etl/taxonomy/`). A key that isn't listed here is refused "
        "with its line. "
        "A list of one may be written as the text alone.",
        *found,
        f"Channels of `minutes_per_touch`: {', '.join(CHANNELS)}.",
        f"## All keys in one file\n\n```yaml\n{EXAMPLE}```",
        f"## Facts\n\n```\n{inspect.cleandoc(expressions.__doc__ or '')}\n```",
    )


def expectations() -> str:
    """Every expectation, by suite."""
    found = []
    for suite in SUITES:
        rows = [
            (f"`{each.name}`", each.severity, each.policy.replace("_", " "), each.reason, each.mend)
            for each in declared_in(suite)
        ]
        found.append(
            f"## `expectations/{suite}.json`\n\n"
            + _table(("name", "severity", "then", "what a person reads", "how to fix it"), rows)
        )
    return _page(
        "Expectations",
        "Rows are refused, or kept and counted, by these, in this order: a refused row gives the reason of the first "
        "that it fails.",
        *found,
    )


def formats() -> str:
    """Every export format that is recognised."""
    rows = ((f"`{each.name}`", each.label, each.kind, each.taxonomy) for each in FORMATS)
    return _page(
        "Export formats",
        "What `--source` takes. Anything else is read as a table, whose columns are guessed or given by `--map`.",
        _table(("name", "what it is", "a row is of", "taxonomy that it proposes"), rows),
    )


def attributes(thing: type) -> dict[str, str]:
    """What a class's docstring says of its attributes, by name."""
    told: dict[str, str] = {}
    for names, text in re.findall(
        r"^(\w[\w, ]*)\n((?: {4}.+\n?)+)", inspect.cleandoc(thing.__doc__ or ""), re.MULTILINE
    ):
        for name in names.split(", "):
            told[name] = " ".join(text.split()).replace("``", "`")
    return told


def _page(title: str, what: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", what, *parts)) + "\n"


def _table(heads: tuple[str, ...], rows: Rows) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    if len(lines) == 2:
        return "None."
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
