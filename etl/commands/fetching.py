"""Commands that fetch from helpdesks: fetch, refresh."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.commands.progress import progress_shown_as
from etl.errors import InputError
from etl.fetching.access import is_set, read_access, variable
from etl.fetching.inbox import Inbox, waiting
from etl.fetching.moments import iso, since_told
from etl.fetching.names import PRODUCTS
from etl.settings import ROOT, load_settings

if TYPE_CHECKING:
    from etl.fetching.fetch import Fetched

_INSTALL = "pip install -r requirements-fetch.txt"
_DONE, _BROKE_OFF, _TO_MEND = 0, 1, 2


def fetch_product(options: argparse.Namespace) -> None:
    """``fetch PRODUCT``: fetch what changed since the last time into the inbox.

    Raises
    ------
    InputError
        If the optional packages aren't installed, a variable is missing or wrong, or the helpdesk refuses it.
    BrokeOffError
        If the helpdesk can't be reached or fails; completed files stay, and the next fetch continues there.
    """
    _require_packages()
    from etl.fetching.fetch import Fetched, fetch
    from etl.fetching.registry import product_named

    clock, now = time.monotonic(), time.time()
    product = product_named(options.product)
    since = since_told(options.since, now) if options.since else None
    access = read_access(product.name, product.needed, product.optional, product.default_url)
    inbox, told = Inbox(load_settings().home, product.name), Fetched()
    try:
        with inbox.held(), progress_shown_as(options.progress) as progress:
            if options.anew:
                inbox.forget()
            fetch(product, access, inbox, since, now, told, progress)
    finally:
        if since and not told.is_first:
            told.findings.append("It has been fetched before, so --since is ignored; --anew starts from the beginning.")
        if options.json:
            print(json.dumps(_as_json(product.name, told, time.monotonic() - clock), indent=2), flush=True)
        elif told.is_whole or told.count:
            print("\n".join(_lines(product.name, product.label, told)), flush=True)


def _as_json(name: str, told: Fetched, seconds: float) -> dict[str, Any]:
    return {
        "helpdesk": name,
        "count": told.count,
        "files": told.files,
        "since": iso(told.since),
        "until": iso(told.until),
        "is_whole": told.is_whole,
        "findings": told.findings,
        "seconds": round(seconds, 2),
    }


def _lines(name: str, label: str, told: Fetched) -> list[str]:
    since = "" if told.is_first else f" since {iso(told.since)}"
    if not told.count:
        return [f"{label}: nothing new{since}.", *told.findings]
    folder = load_settings().home / "inbox" / name
    until = "" if told.is_whole else f" up to {iso(told.until)}, before it broke off"
    return [
        f"{label}: {told.count:,} tickets that are new or changed{since}{until}. They wait in {folder}",
        *told.findings,
        f"To load them: python -m etl load {folder}",
    ]


def _require_packages() -> None:
    try:
        import_module("dlt.sources.helpers.rest_client")
    except ImportError:
        raise InputError(f"Fetching needs a package that isn't installed: {_INSTALL}") from None


def refresh(options: argparse.Namespace) -> None:
    """``refresh``: fetch from every helpdesk whose variables are set, then load the inbox.

    Each runs as a command in its own process, so a failure doesn't stop the others. Exit code: 0 if all succeeded, 2 if
    a person must fix something, else 1 if something broke off and may be repeated.

    Raises
    ------
    InputError
        If no helpdesk's variables are set and the inbox is empty.
    """
    home = load_settings().home
    chosen = [product for product in PRODUCTS if is_set(product)]
    if chosen:
        _require_packages()
    elif not waiting(home):
        raise InputError(
            f"No helpdesk is set. Set {variable('zendesk', 'URL')} and its like in the environment; see "
            "docs/helpdesks.md."
        )
    fetched = [_run(["fetch", product], options, home) for product in chosen]
    loaded = [_run(["load", str(folder)], options, home, knows_credentials=False) for folder in waiting(home)]
    if options.json:
        print(json.dumps({"fetched": [told for _, told in fetched], "loaded": [told for _, told in loaded]}, indent=2))
    codes = {code for code, _ in (*fetched, *loaded)}
    raise SystemExit(_TO_MEND if _TO_MEND in codes else _BROKE_OFF if codes - {_DONE} else _DONE)


def _run(
    arguments: list[str], options: argparse.Namespace, home: Path, *, knows_credentials: bool = True
) -> tuple[int, Any]:
    """Run a command; returns its exit code and, with ``--json``, its output (None if there is none)."""
    command = [sys.executable, "-m", "etl", *arguments, "--progress", "none", *(["--json"] if options.json else [])]
    environment = dict(os.environ) if knows_credentials else _without_credentials(os.environ)
    output = subprocess.PIPE if options.json else None
    sys.stdout.flush()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, "HEADWATER_HOME": str(home)},
        stdout=output,
        encoding="utf-8",
        check=False,
    )
    try:
        told = json.loads(done.stdout) if options.json and done.stdout else None
    except ValueError:
        told = None
    return done.returncode, told


def _without_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Environment without helpdesk credentials, for commands that read foreign files."""
    starts = tuple(variable(product, "") for product in PRODUCTS)
    return {name: value for name, value in environment.items() if not name.startswith(starts)}
