"""Files that lie elsewhere are copied within bounds; an address that holds a secret is refused."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from etl.errors import InputError
from etl.system import remote_files
from etl.system.remote_files import local_copy

TEXT = b"Id,Subject,Created at\n1,Late parcel,2026-03-01\n"


class Bucket(MemoryFileSystem):
    """A store of objects in memory, under the name of a service."""

    protocol = "s3"
    store: dict[str, Any] = {}  # noqa: RUF012 - as the library has it
    pseudo_dirs: list[str] = [""]  # noqa: RUF012

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("s3://", "memory://")))


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    fsspec.register_implementation("s3", Bucket, clobber=True)
    made = Bucket()
    made.pipe_file("/desk/2026/tickets%20one.csv", TEXT)
    made.pipe_file("/desk/2026/tickets.csv", TEXT)
    yield made
    made.store.clear()
    fsspec.register_implementation("s3", "s3fs.S3FileSystem", clobber=True)


class Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/endless"):
            self.send_response(200)
            self.end_headers()
            for _ in range(3_000):
                self.wfile.write(b"x" * 1_000)
            return
        codes = {"/gone.csv": 404, "/kept.csv": 403, "/broken.csv": 500}
        self.send_response(codes.get(self.path, 200))
        self.send_header("Content-Length", str(len(TEXT) * (2 if self.path == "/cut.csv" else 1)))
        self.end_headers()
        self.wfile.write(TEXT)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_file_of_a_bucket_is_copied_for_its_owner_alone_and_goes_again(bucket: Bucket) -> None:
    with local_copy("s3://desk/2026/tickets.csv") as copy:
        path = Path(copy.given)
        assert copy.name == "tickets.csv"
        assert path.read_bytes() == TEXT
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.parent.exists()


def test_what_is_no_address_of_a_remote_file_stays_as_it_is() -> None:
    for given in ("exports/tickets.csv", "C:\\exports\\tickets.csv", "postgresql://host/db", "exports/*.csv"):
        with local_copy(given) as copy:
            assert (copy.given, copy.name) == (given, None)


def test_what_is_not_there_or_no_file_is_told_without_the_address(bucket: Bucket) -> None:
    with pytest.raises(InputError, match=r"^other\.csv isn't there"), local_copy("s3://desk/2026/other.csv"):
        pass
    with pytest.raises(InputError, match="2026 is a folder there"), local_copy("s3://desk/2026"):
        pass


def test_the_files_of_a_folder_are_copied_as_one_load(bucket: Bucket) -> None:
    bucket.pipe_file("/desk/2026/older/tickets.csv", TEXT)
    with local_copy("s3://desk/2026/") as copy:
        folder = Path(copy.given)
        assert sorted(each.name for each in folder.iterdir()) == ["tickets%20one.csv", "tickets.csv"]
        assert {each.read_bytes() for each in folder.iterdir()} == {TEXT}
        assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
        assert copy.name == "2026"
    assert not folder.exists()
    with pytest.raises(InputError, match="2027 isn't there"), local_copy("s3://desk/2027/"):
        pass


def test_the_bound_is_for_all_files_of_a_folder(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_files, "MAX_REMOTE_MB", 1)
    for name in ("a", "b"):
        bucket.pipe_file(f"/desk/many/{name}.csv", b"x" * 600_000)
    with pytest.raises(InputError, match="many is larger than 1 MB"), local_copy("s3://desk/many/"):
        pass


def test_a_file_that_is_too_large_is_refused(bucket: Bucket, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_files, "MAX_REMOTE_MB", 1)
    bucket.pipe_file("/desk/large.csv", b"x" * 1_500_000)
    for given in ("s3://desk/large.csv", f"{site}/endless.csv"):
        with pytest.raises(InputError, match=r"\.csv is larger than 1 MB"), local_copy(given):
            pass


def test_a_file_of_a_site_is_copied(site: str) -> None:
    with local_copy(f"{site}/a/tickets%20one.csv?format=csv") as copy:
        assert copy.name == "tickets one.csv"
        assert Path(copy.given).read_bytes() == TEXT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.csv", "gone.csv isn't there"),
        ("kept.csv", "kept.csv may not be read with the credentials"),
        ("broken.csv", r"broken.csv isn't given out \(500\)"),
        ("cut.csv", "cut.csv can't be copied from there"),
    ],
)
def test_what_a_site_refuses_is_told_in_a_line(site: str, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised, local_copy(f"{site}/{name}"):
        pass
    assert "127.0.0.1" not in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_a_site_that_is_not_there_is_told(site: str) -> None:
    with pytest.raises(InputError, match="can't be copied from there"), local_copy("http://localhost:9/tickets.csv"):
        pass


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("https://me:pw-Secret@desk.example/a.csv", "holds a user or a password"),
        ("s3://pw-Secret@desk/a.csv", "holds a user or a password"),
        ("https://desk.example/a.csv?X-Amz-Signature=pw-Secret", "holds a signature or a key"),
        ("https://desk.example/a.csv?sig=pw-Secret&x=1", "holds a signature or a key"),
        ("https://desk.example/a.csv?api_key=pw-Secret", "holds a signature or a key"),
        ("https://desk.example/a.csv?code=pw-Secret", "holds a signature or a key"),
        ("http://desk.example/a.csv", "begins with http://"),
        ("https:///a.csv", "can't be read"),
        ("https://desk.example:x/a.csv", "can't be read"),
        ("https://desk.example/a::s3://desk/b.csv", "can't be read"),
        ("https://desk.example/", "names no single file"),
        ("s3://desk/*.csv", "names no single file"),
        ("s3://desk", "names no single file"),
        ("https://desk.example/2026/", "names no single file"),
    ],
)
def test_an_address_with_a_secret_or_of_no_file_is_refused(given: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised, local_copy(given):
        pass
    assert "Secret" not in str(raised.value)


def test_a_service_whose_package_is_missing_is_told_with_how_to_install_it() -> None:
    fsspec.register_implementation("gs", "no_such_package.System", errtxt="Install it", clobber=True)
    try:
        with pytest.raises(InputError, match=r"pip install -r requirements-remote\.txt"), local_copy("gs://desk/a.csv"):
            pass
    finally:
        fsspec.register_implementation("gs", "gcsfs.GCSFileSystem", clobber=True)
