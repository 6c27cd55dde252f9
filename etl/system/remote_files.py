"""Remote files (``s3://``, ``gs://``, ``https://``): copied within bounds, then read like any other.

Credentials come from the environment, as for each service's own tools. An address is visible in the process list and in
shell histories, so one with a password or a signature is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from etl.errors import InputError
from etl.system.permissions import keep_files_private, temporary_folder

MAX_REMOTE_MB = 4_000
"""Most megabytes that are copied: as many as a packed file may unpack to."""

_SCHEMES = {"s3": "s3", "gs": "gs", "gcs": "gs", "https": "http", "http": "http"}
"""The library's name of what reads them."""
_WITH_FOLDERS = ("s3", "gs")
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
_SECRET = re.compile(
    r"sig|token|secret|passw|credential|api_?key|access_?key|(?:^|[-_])(?:auth|key|code)$", re.IGNORECASE
)
_SECONDS_TO_CONNECT, _SECONDS_OF_SILENCE = 30, 120
_INSTALL = "Reading from there needs packages that aren't installed: pip install -r requirements-remote.txt"


@dataclass(frozen=True)
class Copy:
    """A file to read.

    Attributes
    ----------
    given
        Its local path, or the given value if that isn't a remote address.
    name
        To show and to store in place of the path's; None: its own.
    """

    given: str
    name: str | None = None


class _TooLargeError(Exception):
    """A file is larger than the bound."""


@contextmanager
def local_copy(given: str) -> Iterator[Copy]:
    """The file given on the command line, copied if it is remote.

    The copy is in a private folder that is deleted with the context.

    Raises
    ------
    InputError
        If the address holds a secret or isn't safe, or the file isn't there, may not be read or is too large. No
        message repeats more of the address than the name of the file.
    """
    scheme = given.partition("://")[0].casefold() if "://" in given else ""
    if scheme not in _SCHEMES:
        yield Copy(given)
        return
    url = _checked(given)
    name = unquote(PurePosixPath(url.path).name)
    with temporary_folder() as folder:
        path = folder / "copy"
        if url.path.endswith("/"):
            path.mkdir(mode=0o700)
            _copy_all(given, _SCHEMES[scheme], path, name)
        else:
            _copy(given, _SCHEMES[scheme], path, name)
        yield Copy(str(path), name)


def _checked(given: str) -> SplitResult:
    try:
        url = urlsplit(given)
        host, _ = url.hostname, url.port
    except ValueError:
        raise InputError("The address of the file can't be read. Check it.") from None
    if url.username is not None or url.password is not None:
        raise InputError(
            "The address holds a user or a password, which others could see. Leave them out: credentials come from the "
            "environment."
        )
    if any(_SECRET.search(name) for name, _ in parse_qsl(url.query, keep_blank_values=True)):
        raise InputError(
            "The address holds a signature or a key behind the question mark, which others could see.\n"
            "Leave it out and set the credentials in the environment; or download the file, and load that."
        )
    if not host or "::" in given.replace("[::1]", ""):
        raise InputError("The address of the file can't be read. Check it.")
    if url.scheme.casefold() == "http" and host not in _OWN_MACHINE:
        raise InputError("The address begins with http://, which anybody on the way can change. Use https://.")
    is_folder = url.path.endswith("/") and _SCHEMES[url.scheme.casefold()] in _WITH_FOLDERS
    if not PurePosixPath(url.path).name or "*" in url.path or (url.path.endswith("/") and not is_folder):
        raise InputError(
            "The address names no single file. Give that of one file, or of a folder in a bucket, with / at its end."
        )
    return url


def _copy(given: str, kind: str, path: Path, name: str) -> None:
    with _failures_told(name):
        system, inner, callback = _opened(given, kind)
        path.touch(mode=0o600)
        system.get_file(inner, str(path), callback=callback)
    keep_files_private(path)


def _copy_all(given: str, kind: str, folder: Path, name: str) -> None:
    """Copy the files of a folder, without those of folders in it; the bound is for all of them together."""
    with _failures_told(name):
        system, inner, callback = _opened(given, kind)
        found = sorted(each for each in system.find(inner.rstrip("/"), maxdepth=1))
        if not found:
            raise FileNotFoundError
        for each in found:
            path = folder / PurePosixPath(each).name
            path.touch(mode=0o600)
            system.get_file(each, str(path), callback=callback)
    keep_files_private(*folder.iterdir())


def _opened(given: str, kind: str) -> tuple[Any, str, Any]:
    """What reads the service, the path in it, and the counter of bytes."""
    try:
        import fsspec

        system, inner = fsspec.core.url_to_fs(given, **_options(kind))
    except ImportError:
        raise InputError(_INSTALL) from None
    return system, inner, _bounded(fsspec.callbacks.Callback)


@contextmanager
def _failures_told(name: str) -> Iterator[None]:
    try:
        yield
    except InputError:
        raise
    except _TooLargeError:
        raise InputError(f"{name} is larger than {MAX_REMOTE_MB:,} MB. Download it, and load the file.") from None
    except FileNotFoundError:
        raise InputError(f"{name} isn't there. Check the address.") from None
    except (FileExistsError, IsADirectoryError):  # a folder would be made in place of the file
        raise InputError(f"{name} is a folder there. Write / at its end, or give the address of one file.") from None
    except MemoryError:
        raise
    except Exception as error:  # what it says may hold the address, and what was sent
        raise InputError(_why_not(error, name)) from None


def _options(kind: str) -> dict[str, Any]:
    if kind != "http":
        return {}
    from aiohttp import ClientTimeout

    patience = ClientTimeout(total=None, sock_connect=_SECONDS_TO_CONNECT, sock_read=_SECONDS_OF_SILENCE)
    return {"client_kwargs": {"timeout": patience, "trust_env": True}, "skip_instance_cache": True}


def _bounded(base: Any) -> Any:
    """Byte counter that aborts the copy above the bound."""

    class Bounded(base):  # type: ignore[misc]
        count = 0

        def set_size(self, size: int | None) -> None:
            """Take the size of the next file, before any of it is copied."""
            if self.count + (size or 0) > MAX_REMOTE_MB * 1_000_000:
                raise _TooLargeError

        def relative_update(self, inc: int = 1) -> None:
            self.count += inc
            self.set_size(0)

    return Bounded()


def _why_not(error: Exception, name: str) -> str:
    status = getattr(error, "status", None)
    kind = type(error).__name__
    if isinstance(error, PermissionError) or status in (401, 403) or "Credential" in kind:
        return f"{name} may not be read with the credentials that the environment has. Check them."
    if isinstance(status, int) and status >= 400:
        return f"{name} isn't given out ({status}). Check the address, or try again later."
    return f"{name} can't be copied from there ({kind}). Check the address and the network, and try again."
