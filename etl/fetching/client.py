"""API client: authentication, rate limits, retries, and error messages in plain words.

The library (dlt) is used for its client, paginators and retries, without its pipelines: so it makes no folder, sends no
telemetry, and has the credentials only in memory.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import mktime_tz, parsedate_tz
from typing import Any

import requests
from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.sources.helpers.requests import Client
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth, HttpBasicAuth

from etl.errors import BrokeOffError, InputError
from etl.fetching.access import Access, variable
from etl.fetching.paging import found
from etl.fetching.product import Endpoint, Product, Row

LONGEST_WAIT_SECONDS = 900
"""Maximum wait for the next page; if a helpdesk asks for longer, the fetch breaks off."""

_ATTEMPTS = 5
_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 15, 120
_AGAIN = "Run the command again: it goes on where this one left off."


class _TooBusyError(Exception):
    """A helpdesk asks for a longer wait than `LONGEST_WAIT_SECONDS`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class NotListedError(Exception):
    """A list of names isn't available: the credentials may not read it, or the helpdesk doesn't have it."""


class HelpdeskClient:
    """Client of one helpdesk."""

    def __init__(self, product: Product, access: Access) -> None:
        self._product = product
        kind, *parts = product.auth(access)
        auth = HttpBasicAuth(*parts) if kind == "basic" else BearerTokenAuth(*parts)
        sessions = Client(
            raise_for_status=False,
            request_timeout=(_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER),
            request_max_attempts=_ATTEMPTS,
            request_backoff_factor=1,
            request_max_retry_delay=LONGEST_WAIT_SECONDS,
            retry_condition=_is_broken,
        )
        session = sessions.session
        session.headers["User-Agent"] = "headwater"
        # Passed explicitly, because the library would otherwise look for it in files of the working directory.
        self._client = RESTClient(
            access.address,
            headers={"Accept": "application/json", **product.headers},
            auth=auth,
            session=session,
            config=RuntimeConfiguration(),
        )

    def pages(self, endpoint: Endpoint) -> Iterator[tuple[Any, list[Row]]]:
        """Yield each page: the whole response, and its rows.

        Raises
        ------
        InputError
            If the helpdesk refuses the credentials, or isn't at the address.
        BrokeOffError
            If it can't be reached, refuses for another reason, or the response isn't a list.
        """
        with self._told_plainly():
            yield from self._pages(endpoint)

    def names(self, endpoint: Endpoint) -> list[Row]:
        """All rows of a short list.

        Raises
        ------
        NotListedError
            If these credentials may not see it, or there is none.
        BrokeOffError
            As for `pages`.
        """
        try:
            with self._told_plainly(may_lack=True):
                return [row for _, rows in self._pages(endpoint) for row in rows]
        except requests.HTTPError:
            raise NotListedError from None

    def _pages(self, endpoint: Endpoint) -> Iterator[tuple[Any, list[Row]]]:
        pages = self._client.paginate(
            endpoint.path,
            method="GET" if endpoint.json is None else "POST",
            params=dict(endpoint.params),
            json=None if endpoint.json is None else dict(endpoint.json),
            paginator=endpoint.paginator,
            data_selector=".".join(endpoint.rows) or "$",
            hooks={"response": [_judge]},
            allow_redirects=False,
        )
        for page in pages:
            answer = page.response.json()
            rows = found(answer, endpoint.rows)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise BrokeOffError(f"{self._product.label} gave an answer without a list of tickets. {_AGAIN}")
            yield answer, rows

    @contextmanager
    def _told_plainly(self, *, may_lack: bool = False) -> Iterator[None]:
        """Turn a failure into a message without address and credentials, and drop the original exception.

        With `may_lack`, refusals are passed on unchanged.
        """
        label = self._product.label
        try:
            yield
        except (BrokeOffError, InputError):
            raise
        except requests.HTTPError as error:
            if may_lack and error.response.status_code in (400, 401, 403, 404):
                raise
            raise self._refusal(error.response.status_code) from None
        except _TooBusyError as error:
            minutes = f"{error.seconds / 60:,.0f}"
            raise BrokeOffError(f"{label} asks to wait for {minutes} minutes. {_AGAIN[:-1]}, after that.") from None
        except requests.exceptions.JSONDecodeError:
            raise BrokeOffError(f"{label} gave a broken answer, {_ATTEMPTS} times. {_AGAIN}") from None
        except requests.exceptions.SSLError:
            raise BrokeOffError(f"{label} can't prove who it is: its certificate isn't valid here. {_AGAIN}") from None
        except requests.Timeout:
            raise BrokeOffError(f"{label} doesn't answer in time. {_AGAIN}") from None
        except requests.RequestException:
            raise BrokeOffError(
                f"{label} can't be reached, or broke off in the middle of an answer. {_AGAIN}\n"
                f"If it never works, check the network and {variable(self._product.name, 'URL')}."
            ) from None
        except MemoryError:
            raise
        except Exception as error:  # its message may contain what was sent
            raise BrokeOffError(
                f"{label} gave an answer that can't be read ({type(error).__name__}). {_AGAIN}"
            ) from None

    def _refusal(self, status: int) -> Exception:
        product, label = self._product, self._product.label
        if status in (401, 403):
            named = " and ".join(variable(product.name, name) for name in product.needed if name != "URL")
            return InputError(f"{label} refuses the credentials ({status}). Check {named}.")
        if status in (301, 302, 303, 307, 308, 404):
            what = "has no such list" if status == 404 else "leads elsewhere"
            named = variable(product.name, "URL")
            return InputError(f"{label} {what} at this address ({status}). Check {named}: it is the address alone.")
        if status == 429:
            return BrokeOffError(f"{label} is asked too often (429), {_ATTEMPTS} times in a row. {_AGAIN}")
        if status >= 500:
            return BrokeOffError(f"{label} has a fault of its own ({status}), {_ATTEMPTS} times in a row. {_AGAIN}")
        return BrokeOffError(f"{label} refuses what it was asked ({status}).")


def _judge(response: requests.Response, *_: Any, **__: Any) -> None:
    """Raise unless the response is usable; the library retries where that may help."""
    if response.status_code < 300:
        return
    wait = _wait_asked(response.headers.get("Retry-After", ""))
    if wait > LONGEST_WAIT_SECONDS:
        raise _TooBusyError(wait)
    raise requests.HTTPError(response=response)


def _wait_asked(header: str) -> float:
    """Seconds of a Retry-After header, which is a number or a date."""
    if re.fullmatch(r"\s*\d+\s*", header):
        return float(header)
    moment = parsedate_tz(header)
    return mktime_tz(moment) - time.time() if moment else 0.0


def _is_broken(response: requests.Response | None, _: BaseException | None) -> bool:
    """Whether a response isn't valid JSON, for instance because it was truncated."""
    if response is None or response.status_code >= 300:
        return False
    try:
        response.json()
    except ValueError:
        return True
    return False
