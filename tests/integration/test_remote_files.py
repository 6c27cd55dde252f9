"""A file behind an address is loaded as one beside us, with the same bounds and refusals."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.helpdesks.commands import environment, files_with, run, told
from tests.stores import ROOT

EXPORTS = ROOT / "tests" / "fixtures" / "exports"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("zendesk.csv", "table.xlsx"):
        (folder / name).write_bytes((EXPORTS / name).read_bytes())
    (folder / "picture.csv").write_bytes(b"\x89PNG and so on")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_address_loads_as_its_file_does_and_is_kept_nowhere(site: str, tmp_path: Path) -> None:
    near, far = environment(tmp_path / "near"), environment(tmp_path / "far")
    counts = ("source", "read", "accepted", "rejected", "loaded", "complaints", "mapping")
    beside = told(near, "load", str(EXPORTS / "zendesk.csv"))
    behind = told(far, "load", f"{site}/zendesk.csv")

    assert {name: behind[name] for name in counts} == {name: beside[name] for name in counts}
    assert behind["files"] == ["zendesk.csv"]
    assert told(far, "load", str(EXPORTS / "zendesk.csv"))["already_known"] == beside["loaded"]
    assert files_with(tmp_path / "far", site.removeprefix("http://")) == []
    assert told(far, "survey", f"{site}/table.xlsx")["count_rows"] == 10


@pytest.mark.parametrize(
    ("place", "said"),
    [("picture.csv", "picture.csv is a picture (PNG)"), ("other.csv", "other.csv isn't there")],
)
def test_what_is_refused_is_refused_in_a_line_and_nothing_is_stored(
    site: str, tmp_path: Path, place: str, said: str
) -> None:
    code, output, errors = run(environment(tmp_path / "home"), "load", f"{site}/{place}")

    assert (code, output) == (2, "")
    assert said in errors
    assert len(errors.splitlines()) <= 2
    assert not list((tmp_path / "home").glob("warehouse/*.duckdb"))
