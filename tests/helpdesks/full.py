"""A Zendesk and a Jira of full size: ``python -m tests.helpdesks.full --count 5000``.

Fetches each, is killed in between, goes on, loads, fetches what changed and loads that; prints what each step took. It
fails where a ticket is lost or doubled, or a credential is found.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.helpdesks.commands import environment, files_with, inbox, run, start, told
from tests.helpdesks.every import EVERY
from tests.helpdesks.server import Pause, Served, cut_off, refuses, served
from tests.helpdesks.tickets import START, generated
from tests.patience import PATIENCE_SECONDS

_CHANGED = 37


def main() -> None:
    """Go through all steps for each helpdesk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("helpdesks", nargs="*", metavar="HELPDESK", help="zendesk and jira, if none is named")
    parser.add_argument("--count", type=int, default=5_000)
    options = parser.parse_args()
    for name in options.helpdesks or ["zendesk", "jira"]:
        with tempfile.TemporaryDirectory() as folder, served(EVERY[name](generated(options.count))) as running:
            _go_through(name, running, Path(folder) / "home", options.count)


def _go_through(name: str, desk: Served, home: Path, count: int) -> None:
    env = environment(home, desk)
    secrets = (*desk.helpdesk.credentials.values(), desk.address, desk.address.removeprefix("http://"))
    pause = Pause()
    desk.faults = {1: refuses(429, {"Retry-After": "1"}), 3: cut_off, 5: refuses(500), 15: pause}
    process = start(env, "fetch", name)
    assert pause.reached.wait(PATIENCE_SECONDS)
    lines = [_line_of(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert not any(secret.encode() in line for secret in secrets for line in lines)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    pause.over.set()
    print(f"{name}: killed after {len(desk.asked)} questions; {len(inbox(home, name))} tickets in the inbox")

    fetched = _timed(name, "fetched", lambda: told(env, "fetch", name))
    keys = [str(row.get("id") or row.get("Issue key") or row.get("number")) for row in inbox(home, name)]
    assert len(keys) == len(set(keys)) == count == fetched["count"]
    loaded = _timed(name, "loaded", lambda: told(env, "load", str(home / "inbox")))
    assert (loaded["read"], loaded["loaded"], loaded["rejected"]) == (count, count, 0)
    for number in range(1, _CHANGED + 1):
        desk.helpdesk.tickets[number] = desk.helpdesk.tickets[number].changed(START + 15_000_000 + number)
    again = _timed(name, "fetched again", lambda: told(env, "fetch", name))
    assert again["count"] == _CHANGED
    loaded = _timed(name, "loaded again", lambda: told(env, "load", str(home / "inbox")))
    assert (loaded["read"], loaded["loaded"]) == (_CHANGED, _CHANGED)
    assert _timed(name, "fetched a third time", lambda: told(env, "fetch", name))["count"] == 0
    exported = home.parent / "tickets.csv"
    assert run(env, "export", "--what", "tickets", "--out", str(exported))[0] == 0
    found = [path for folder in (home, Path(env["HOME"])) for path in files_with(folder, *secrets)]
    assert found == []
    print(f"{name}: no credential and no address in {sum(1 for _ in home.rglob('*'))} files, nor in any process's line")


def _timed(name: str, what: str, step: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    begun = time.monotonic()
    outcome = step()
    counts = {key: outcome[key] for key in ("count", "read", "loaded", "already_known", "rejected") if key in outcome}
    print(f"{name}: {what} in {time.monotonic() - begun:.1f} s: {counts}", flush=True)
    return outcome


def _line_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended, or is somebody else's
        return b""


if __name__ == "__main__":
    main()
