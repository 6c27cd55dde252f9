"""Options of every command. A command's module is imported only when it runs: some take seconds."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from etl.fetching.names import PRODUCTS
from etl.marts.core.filters import add_options


class _Parser(argparse.ArgumentParser):
    """Argument parser that prints an error in one line and how to see the options; exits with 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.color = False  # signs that colour a help text would be shown (see etl.system.terminal)

    def error(self, message: str) -> NoReturn:
        print(f"{message}\nSee `{self.prog} --help` for the options.", file=sys.stderr)
        sys.exit(2)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(prog="python -m etl", description="Trace complaints to the departments where they start.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_loading(commands)
    _add_fetching(commands)
    _add_attributing(commands)
    _add_looking(commands)
    _add_digest(commands)
    _add_taxonomy(commands)
    return parser


def _add_loading(commands: argparse._SubParsersAction[_Parser]) -> None:
    load = commands.add_parser("load", help="validate, attribute and store exports")
    validate = commands.add_parser("validate", help="as load, but store nothing")
    for command, run in ((load, "load_files"), (validate, "validate_files")):
        command.add_argument("files", nargs="+", metavar="FILE", help="a file; a folder or pattern is one load")
        _add_reading(command)
        _add_every_row(command)
        command.add_argument(
            "--tables",
            metavar="PRODUCT",
            help="a helpdesk's tables: zendesk, freshdesk, jira, servicenow, hubspot or intercom",
        )
        command.add_argument("--schema", metavar="NAME", help="schema that holds them, in a database")
        command.add_argument("--json", action="store_true", help="print one JSON object")
        command.add_argument(
            "--progress", choices=["auto", "bar", "lines", "none"], default="auto", help="how progress is shown"
        )
        _add_workers(command)
        command.set_defaults(run=f"etl.commands.loading:{run}")
    survey = commands.add_parser("survey", help="say how a file would be read, and load nothing")
    survey.add_argument("file", metavar="FILE", help="an export")
    _add_reading(survey)
    survey.add_argument("--json", action="store_true", help="print one JSON object")
    _add_unshown_progress(survey)
    survey.set_defaults(run="etl.commands.surveying:survey_file")
    loads = commands.add_parser("loads", help="history of loads, newest first")
    loads.add_argument("--json", action="store_true", help="print one JSON object")
    loads.set_defaults(run="etl.commands.loading:list_loads")
    undo = commands.add_parser("undo", help="go back to the store as it was before the last load")
    undo.set_defaults(run="etl.commands.loading:undo")
    sample = commands.add_parser("sample", help="load the generated sample that ships with Headwater")
    sample.add_argument("--if-empty", action="store_true", help="only when nothing has been loaded yet")
    sample.add_argument(
        "--progress", choices=["auto", "bar", "lines", "none"], default="auto", help="how progress is shown"
    )
    sample.set_defaults(run="etl.commands.loading:load_sample")


def _add_fetching(commands: argparse._SubParsersAction[_Parser]) -> None:
    fetch = commands.add_parser("fetch", help="fetch what changed in a helpdesk, into the inbox")
    fetch.add_argument("product", choices=PRODUCTS, metavar="HELPDESK", help=", ".join(PRODUCTS))
    fetch.add_argument(
        "--since", metavar="DATE", help="where the first fetch begins; later ones continue where the last ended"
    )
    fetch.add_argument("--anew", action="store_true", help="forget what was fetched before, such as after an undo")
    fetch.add_argument(
        "--progress", choices=["auto", "bar", "lines", "none"], default="auto", help="how progress is shown"
    )
    fetch.set_defaults(run="etl.commands.fetching:fetch_product")
    refresh = commands.add_parser("refresh", help="fetch from every helpdesk that is set up, and load what came")
    refresh.set_defaults(run="etl.commands.fetching:refresh")
    for command in (fetch, refresh):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def _add_attributing(commands: argparse._SubParsersAction[_Parser]) -> None:
    attribute = commands.add_parser("attribute", help="attribute one file to a table, without the store")
    attribute.add_argument("file", metavar="FILE", help="an export")
    attribute.add_argument("--rulings", metavar="FILE", help="CSV of rulings to learn from")
    attribute.add_argument("--out", required=True, metavar="FILE.csv", help=".csv, .xlsx or .parquet")
    attribute.set_defaults(run="etl.commands.one_file:attribute_file")
    again = commands.add_parser(
        "reattribute",
        aliases=["trace"],
        help="attribute all tickets of the store again, as a new run; the old one is kept",
    )
    again.add_argument("--taxonomy", metavar="FILE", help="taxonomy file, or the name of a shipped one")
    again.add_argument("--json", action="store_true", help="print one JSON object")
    again.add_argument(
        "--progress", choices=["auto", "bar", "lines", "none"], default="auto", help="how progress is shown"
    )
    _add_workers(again)
    again.set_defaults(run="etl.commands.taxonomy:reattribute")
    evaluate = commands.add_parser("evaluate", help="quality of the attribution against known origins")
    evaluate.add_argument("file", metavar="FILE", help="an export")
    evaluate.add_argument("--truth", required=True, metavar="COLUMN", help="column with the true department")
    evaluate.add_argument(
        "--without",
        nargs="+",
        default=[],
        metavar="COLUMN",
        help="columns to leave out, because they reveal the true department",
    )
    evaluate.add_argument("--rulings", metavar="FILE", help="CSV of rulings to learn from")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.set_defaults(run="etl.commands.one_file:evaluate_file")
    for command in (attribute, evaluate):
        _add_reading(command)
        _add_every_row(command)


def _add_looking(commands: argparse._SubParsersAction[_Parser]) -> None:
    measures = commands.add_parser("measures", help="the numbers of the pages")
    measures.add_argument("--json", action="store_true", help="print one JSON object")
    measures.add_argument(
        "--by",
        metavar="GROUP",
        help="complaints by group, with intervals: department, issue, channel, product, month, or a column of the "
        "export, such as col.Region",
    )
    measures.set_defaults(run="etl.commands.looking:print_measures")
    export = commands.add_parser("export", help="write tickets, measures, declared reasons or slides to a file")
    export.add_argument(
        "--what",
        required=True,
        choices=["slides", "tickets", "measures", "reasons", "views"],
        help="what the file holds",
    )
    export.add_argument(
        "--out",
        required=True,
        metavar="FILE",
        help="slides: .pptx, or .pdf where LibreOffice is installed; tickets, measures, reasons: "
        ".csv, .xlsx or .parquet; views: .duckdb",
    )
    export.add_argument(
        "--template", metavar="FILE.pptx", help="slides: your company's own master, a PowerPoint file or template"
    )
    export.set_defaults(run="etl.commands.looking:export")
    for command in (measures, export):
        add_options(command)
    rulings = commands.add_parser("rulings", help="import or export rulings")
    rulings.add_argument("direction", choices=["import", "export"], help="whether to import or export")
    rulings.add_argument("file", metavar="FILE", help="a CSV of rulings")
    _add_unshown_progress(rulings)
    rulings.set_defaults(run="etl.commands.rulings:exchange_rulings")
    doctor = commands.add_parser("doctor", help="check the store, the taxonomy and the environment")
    doctor.set_defaults(run="etl.commands.looking:doctor")


def _add_digest(commands: argparse._SubParsersAction[_Parser]) -> None:
    digest = commands.add_parser("digest", help="tell each department what changed, is due and was decided")
    digest.add_argument(
        "--department", action="append", default=[], metavar="NAME", help="whose digest; repeat it; all when left out"
    )
    digest.add_argument("--since", metavar="DATE", help="first day; the last whole week of the data when left out")
    digest.add_argument("--until", metavar="DATE", help="last day")
    digest.add_argument("--out", metavar="FOLDER", help="where the files go; without it, Markdown is printed")
    digest.add_argument(
        "--format",
        action="append",
        choices=["markdown", "html", "email"],
        help="of the files; repeat it; all three when left out",
    )
    digest.add_argument("--only-if-news", action="store_true", help="leave out departments for which there is no news")
    digest.add_argument(
        "--preview", action="store_true", help="don't note what was said: the next digest says it again"
    )
    digest.add_argument("--send", action="store_true", help="send them through apprise, each period once")
    digest.add_argument("--again", action="store_true", help="send also what was sent before")
    digest.add_argument(
        "--snooze",
        nargs=2,
        metavar=("ISSUE", "DATE"),
        help='say nothing up to a day of "Department: Issue", or of a whole department',
    )
    digest.add_argument("--wake", metavar="ISSUE", help="end a snooze")
    digest.set_defaults(run="etl.commands.digesting:digest")


def _add_taxonomy(commands: argparse._SubParsersAction[_Parser]) -> None:
    taxonomy = commands.add_parser("taxonomy", help="help with writing a taxonomy")
    does = taxonomy.add_subparsers(dest="does", required=True, metavar="suggest", parser_class=_Parser)
    suggest = does.add_parser("suggest", help="propose issues that would cover an export's unattributed complaints")
    suggest.add_argument("file", metavar="FILE", help="an export")
    suggest.add_argument("--out", metavar="FILE.yaml", help="where to write it; without it, it is printed")
    _add_reading(suggest)
    _add_every_row(suggest)
    suggest.set_defaults(run="etl.commands.taxonomy:suggest")


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", metavar="NAME", help="format of the file, where the guess is wrong")
    command.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=COLUMN",
        help="columns that hold fields; survey says which are found, and why",
    )
    command.add_argument("--taxonomy", metavar="FILE", help="taxonomy file, or the name of a shipped one")
    command.add_argument("--date-order", choices=["dmy", "mdy", "ymd"], help="order of day and month, where ambiguous")
    command.add_argument("--time-zone", metavar="ZONE", help="zone of the file's times, where it states none")


def _add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=int, metavar="N", help="most processes that share the work; one a core")
    command.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that does the work: tcp://host:8786")


def _add_every_row(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--every-row", metavar="KIND", help="complaint: a register of complaints; judged: each by its words (default)"
    )


def _add_unshown_progress(command: argparse.ArgumentParser) -> None:
    """Accept ``--progress`` without showing any: pages start every command alike, and quick ones have none."""
    command.add_argument(
        "--progress", choices=["auto", "bar", "lines", "none"], help="accepted as for load; nothing is shown"
    )
