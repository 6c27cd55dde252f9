"""A loopback server that answers for a helpdesk, and errs when a test says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.helpdesks.tickets import Ticket
from tests.patience import PATIENCE_SECONDS


@dataclass(frozen=True)
class Asked:
    """A request as a helpdesk sees it."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


class Helpdesk(Protocol):
    """What a product's stand-in has."""

    name: str
    tickets: dict[int, Ticket]
    credentials: dict[str, str]
    """By the end of the variable's name."""
    authorization: str
    """The header that the credentials come to."""

    def answer(self, asked: Asked) -> Any:
        """The JSON that answers a request; None where there is nothing at that path."""
        ...


Fault = Callable[["BaseHTTPRequestHandler", bytes], None]
"""Answers in place of the helpdesk, given what it would have answered."""


@dataclass
class Served:
    """A helpdesk that is running.

    Attributes
    ----------
    asked
        Requests, in order.
    faults
        By number of the request (from 0): what happens in place of its answer.
    """

    helpdesk: Helpdesk
    address: str
    asked: list[Asked] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The variables that let a command fetch from it."""
        values = {"URL": self.address, **self.helpdesk.credentials}
        return {f"HEADWATER_{self.helpdesk.name.upper()}_{name}": value for name, value in values.items()}


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Answer."""
    handler.send_response(status)
    for name, value in {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def refuses(status: int, headers: dict[str, str] | None = None) -> Fault:
    """An answer with a status of its own."""
    return lambda handler, _: send(handler, status, b'{"error": "no"}', headers)


def cut_off(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """The first half of the answer, told to be the whole."""
    send(handler, 200, body[: len(body) // 2])


def hung_up(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """The first half of the answer, and the end of the connection."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


class Pause:
    """A fault that waits until a test has done what it wants to do meanwhile."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.over = threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Tell that the request is there, and wait."""
        self.reached.set()
        self.over.wait(PATIENCE_SECONDS)
        send(handler, 200, body)


@contextmanager
def served(helpdesk: Helpdesk) -> Iterator[Served]:
    """Run a helpdesk on a free port."""
    running = Served(helpdesk, "")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self) -> None:
            url = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(url.query, keep_blank_values=True))
            asked = Asked(self.command, url.path, query, json.loads(sent or b"null"), headers)
            number = len(running.asked)
            running.asked.append(asked)
            if headers.get("authorization") != helpdesk.authorization:
                send(self, 401, b'{"error": "Couldn\'t authenticate you"}')
                return
            found = helpdesk.answer(asked)
            body = json.dumps(found).encode()
            if number in running.faults:
                running.faults[number](self, body)
            else:
                send(self, 404 if found is None else 200, body)

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Say nothing of a client that was killed."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
