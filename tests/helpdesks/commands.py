"""Running the commands that fetch, and looking at what they leave."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from etl.__main__ import main
from tests.helpdesks.server import Served
from tests.stores import ROOT


def environment(home: Path, *desks: Served, **more: str) -> dict[str, str]:
    """That of a person with a folder of their own, who has set these helpdesks and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEADWATER_")}
    person = home.parent / f"{home.name}-person"
    person.mkdir(exist_ok=True)
    set_ = {name: value for desk in desks for name, value in desk.environment().items()}
    return {**kept, "HOME": str(person), "HEADWATER_HOME": str(home), **set_, **more}


def start(env: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Begin a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *arguments],
        cwd=ROOT,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(env: Mapping[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    process = start(env, *arguments)
    output, errors = process.communicate()
    return process.returncode, output, errors


def told(env: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """What a command that goes well tells as JSON; within this process, which has imported all that it needs."""
    output, errors = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, env, clear=True), redirect_stdout(output), redirect_stderr(errors):
        try:
            code: object = main([*arguments, "--json"])
        except SystemExit as left:  # `refresh` ends with a code of its own
            code = left.code
    assert code == 0, errors.getvalue()
    return dict(json.loads(output.getvalue()))


def inbox(home: Path, product: str) -> list[dict[str, Any]]:
    """Tickets that wait in the inbox."""
    files = sorted((home / "inbox" / product).glob("[!.]*"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def files_with(folder: Path, *texts: str) -> list[str]:
    """Files below a folder, hidden ones too, that hold one of the texts."""
    sought = [text.encode() for text in texts]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        str(path) for path in files if any(text in path.read_bytes() or text.decode() in path.name for text in sought)
    ]
