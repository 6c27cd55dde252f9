"""A throwaway PostgreSQL for the tests that need one, and settings of an empty store in each kind of database."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.settings import Settings

BIN = Path("/usr/lib/postgresql/15/bin")
OWNER = "postgres"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of an empty PostgreSQL that is gone afterwards; without one the test is skipped, and fails under CI."""
    if not (BIN / "initdb").exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL is missing: {BIN} has no initdb")
        pytest.skip("PostgreSQL isn't installed")
    folder = Path(tempfile.mkdtemp(prefix="headwater-postgres-"))
    as_owner = _as_owner(folder)
    port = _free_port()
    initdb = [
        *as_owner,
        str(BIN / "initdb"),
        "-D",
        str(folder / "data"),
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    control = [*as_owner, str(BIN / "pg_ctl"), "-D", str(folder / "data")]
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    try:
        subprocess.run([*initdb, "-U", OWNER, "-N"], check=True, capture_output=True)
        start = [*control, "-w", "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}/{OWNER}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _as_owner(folder: Path) -> list[str]:
    """Command prefix that leaves root behind, under which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, OWNER)
    return ["runuser", "-u", OWNER, "--"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def postgres_database(postgres_url: str) -> str:
    """URL of a database of its own for one test."""
    name = f"headwater_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.database)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty store: in files, and in PostgreSQL."""
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else ""
    return Settings(home=tmp_path, database_url=url, keep_snapshots=3)
