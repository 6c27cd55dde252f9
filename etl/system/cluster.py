"""Workers on other machines: a Dask cluster that exists already, reached by the address of its scheduler.

The scheduler keeps what it was given until the answer is taken, so it has the work of a lost worker done again by
itself.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Callable
from threading import Lock
from types import TracebackType
from typing import Any

from etl.errors import BrokeOffError, InputError

_SECONDS_TO_ANSWER = 10
_INSTALL = "--scheduler needs packages that aren't installed: pip install -r requirements-cluster.txt"
_LARGE_BYTES = 100_000
"""Packed arguments from this size on are sent once to each worker, and not with each piece of work."""

_ALONE = Lock()
"""Great Expectations isn't safe for threads, so a worker with several of them works on one piece after the other."""

Versions = tuple[tuple[str, str], ...]
"""Names of what must be the same on every machine, each with its version."""


class ClusterExecutor:
    """The workers of a Dask cluster, for the time of a context. This process only hands work out.

    Parameters
    ----------
    address
        Of the scheduler, such as tcp://host:8786.
    versions
        A module's function that gives the `Versions` of the process that calls it.
    prepare
        Function that each worker calls first, such as for slow imports.

    Raises
    ------
    InputError
        If Dask isn't installed, the scheduler can't be reached or has no workers, or a worker runs another version.
    """

    def __init__(
        self, address: str, versions: Callable[[], Versions], prepare: Callable[[], Any] | None = None
    ) -> None:
        self.address = address
        self._versions = versions
        self._shared: dict[str, Any] = {}
        self._client = _connect(address)
        try:
            threads = self._threads()
            self.size = sum(threads.values())
            self._check()
            if prepare is not None:
                where = {"allow_other_workers": True, "pure": False}
                self._prepared = [self._client.submit(prepare, workers=[worker], **where) for worker in threads]
        except BaseException:
            self._client.close()
            raise

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> _Remote:
        """Submit a call; see `etl.system.worker.Executor`.

        Its result raises InputError if workers ended again and again while they worked on it, and BrokeOffError if the
        cluster is lost.
        """
        sent = [self._once(each) if isinstance(each, bytes) else each for each in arguments]
        try:
            future = self._client.submit(_work, self._versions, self._versions(), function, *sent, pure=False)
        except Exception as error:
            raise self.lost() from error
        return _Remote(future, self)

    def is_idle(self) -> bool:
        """True: all work is for the workers."""
        return True

    def lost(self) -> BrokeOffError:
        """What is told when the cluster is gone."""
        return BrokeOffError(
            f"The connection to the scheduler at {self.address} is lost. Nothing was stored; the store is as before.\n"
            "Start the scheduler and its workers, and try again."
        )

    def _once(self, packed: bytes) -> Any:
        """Packed arguments as a task of their own, which the scheduler can repeat if the worker that has it is lost."""
        if len(packed) < _LARGE_BYTES:
            return packed
        mark = hashlib.sha256(packed).hexdigest()
        if mark not in self._shared:
            self._shared = {mark: self._client.submit(_same, packed, key=f"headwater-{mark}")}
        return self._shared[mark]

    def _threads(self) -> dict[str, int]:
        """Threads of each worker; waits a moment for the first worker."""
        try:
            self._client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
            threads: dict[str, int] = self._client.nthreads()
        except TimeoutError:
            raise InputError(f"The scheduler at {self.address} has no workers. Start some, then try again.") from None
        return threads

    def _check(self) -> None:
        own = self._versions()
        for worker, found in self._client.run(self._versions, on_error="return").items():
            if isinstance(found, BaseException):
                raise InputError(f"The worker {worker} can't load Headwater.\n{_SAME}")
            if found != own:
                raise InputError(_other_version(worker, found, own))

    def __enter__(self) -> ClusterExecutor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()  # what nobody waits for any more is dropped by the scheduler


class _Remote:
    """The result of a call on the cluster."""

    def __init__(self, future: Any, executor: ClusterExecutor) -> None:
        self._future, self._executor = future, executor

    def done(self) -> bool:
        """Whether `result` returns at once."""
        return bool(self._future.done())

    def result(self) -> Any:
        """Wait for the result."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        try:
            return self._future.result()
        except KilledWorker:
            raise InputError(
                "Workers of the cluster ended again and again while they worked on the same rows, perhaps because "
                "memory ran out.\nNothing was stored. Give the workers more memory, or set HEADWATER_CHUNK_ROWS lower."
            ) from None
        except (CancelledError, CommClosedError) as error:
            raise self._executor.lost() from error


_SAME = "Every worker needs the same version of Headwater as this machine."


def _connect(address: str) -> Any:
    try:
        import dask
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise InputError(_INSTALL) from None
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)  # we compare our own versions
    for name in ("distributed", "distributed.client", "distributed.core", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is told in a line of ours
    # A piece of work is larger than the graphs that Dask expects.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
    try:
        return Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False, name="headwater")
    except (OSError, TimeoutError):
        raise InputError(f"The scheduler at {address} doesn't answer. Check the address, and that it runs.") from None
    except (ValueError, TypeError):
        raise InputError(f"--scheduler {address!r} can't be read; write tcp://host:8786.") from None


def _other_version(worker: str, found: Versions, own: Versions) -> str:
    there, here = (", ".join(f"{name} {version}" for name, version in each) for each in (found, own))
    return f"The worker {worker} has {there}; this machine has {here}.\n{_SAME}"


def _work(versions: Callable[[], Versions], expected: Versions, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function on a worker, which may have joined after the others were asked for their versions."""
    if versions() != expected:
        raise InputError(_other_version("that joined", versions(), expected))
    with _ALONE:
        return function(*arguments)


def _same(packed: bytes) -> bytes:
    return packed
