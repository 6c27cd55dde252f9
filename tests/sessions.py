"""A visitor without a browser: Streamlit's own messages over a websocket, so that many can be at one server at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart
from websockets.sync.client import connect

_PATIENCE = 120.0
"""Seconds that a run of a page may take on a busy machine."""


@dataclass
class Run:
    """What one run of a page sent.

    Attributes
    ----------
    seconds
        From the request to the last message.
    elements
        Every element drawn, in order.
    pages
        Streamlit's hash of each page, by its path; "" for the first.
    """

    seconds: float = 0.0
    elements: list[Any] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def charts(self) -> list[VegaLiteChart]:
        """Charts drawn."""
        return [each.vega_lite_chart for each in self.elements if each.WhichOneof("type") == "vega_lite_chart"]

    @property
    def errors(self) -> list[str]:
        """Faults shown: exceptions, and red boxes."""
        raised = [e.exception for e in self.elements if e.WhichOneof("type") == "exception"]
        boxes = [e.alert for e in self.elements if e.WhichOneof("type") == "alert"]
        return [
            *(f"{each.type}: {each.message}" for each in raised),
            *(f"{box.title} {box.body}".strip() for box in boxes if box.format == box.Format.ERROR),
        ]

    @property
    def text(self) -> str:
        """Words of all texts, a line each."""
        told = (getattr(each, str(each.WhichOneof("type"))) for each in self.elements)
        return "\n".join(str(getattr(each, "body", "")) for each in told)


class Session:
    """One visitor's connection; a context manager."""

    def __init__(self, address: str) -> None:
        self._open = ExitStack()
        stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self._socket = self._open.enter_context(
            connect(stream, subprotocols=["streamlit"], max_size=None, ping_interval=None)
        )
        self._pages: dict[str, str] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def open(self, page: str = "", **query: str | list[str]) -> Run:
        """Open a page at an address, the first time by its name and afterwards as the navigation does."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode(query, doseq=True)
        if page in self._pages:
            asked.page_script_hash = self._pages[page]
        else:
            asked.page_name = page
        run = self._run(message)
        self._pages = run.pages or self._pages
        return run

    def _run(self, message: BackMsg) -> Run:
        begun, run = time.monotonic(), Run()
        self._socket.send(message.SerializeToString())
        for told in self._told():
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                run.elements.append(told.delta.new_element)
            elif kind == "navigation":
                run.pages = {page.url_pathname: page.page_script_hash for page in told.navigation.app_pages}
            elif kind == "page_info_changed":
                run.query = told.page_info_changed.query_string
            elif kind == "new_session":
                run.elements.clear()  # it started again: what was drawn before goes
            elif kind == "script_finished" and told.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                break
        run.seconds = time.monotonic() - begun
        return run

    def _told(self) -> Iterator[ForwardMsg]:
        while True:
            told = ForwardMsg()
            told.ParseFromString(self._socket.recv(timeout=_PATIENCE))
            yield told


def strays(charts: Iterable[VegaLiteChart]) -> list[str]:
    """Names of the datasets in charts' messages that the chart's own spec doesn't ask for: somebody else's rows."""
    found = []
    for chart in charts:
        asked = set(_asked(json.loads(chart.spec)))
        found += [each.name for each in chart.datasets if each.name not in asked]
    return found


def _asked(part: Any) -> Iterator[str]:
    """Names of datasets at any depth of a spec."""
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and "name" in data:
            yield data["name"]
        for each in part.values():
            yield from _asked(each)
    elif isinstance(part, list):
        for each in part:
            yield from _asked(each)
