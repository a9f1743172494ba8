"""The one place that speaks HTTP, and the only one that imports httpx; import it in a thread."""

import asyncio
import importlib
import importlib.util
import logging
import socket
import ssl
import sys
from contextlib import aclosing
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit

import httpx

from desktop.domain.account import Account
from desktop.domain.errors import Malformed, NotAnEnvelope, ServerError, TimedOut, Unreachable
from desktop.microbizz.body import Body
from desktop.microbizz.hearing import hear
from desktop.microbizz.options import Options
from desktop.microbizz.statuses import retry_after_s
from desktop.microbizz.trust import no_trust, system_trust

# httpx imports this at the first request, which would stop the window for 20 ms.
importlib.import_module("anyio._backends._asyncio")

# httpcore looks for this at every lock; where it is not there, all over the disk, 1 ms a request.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # how Python is told: not there

# At INFO they log addresses, and at DEBUG headers.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_ALONE: Final = "alone"
_SEND_BUFFER: Final = 512 * 1024
"""Bytes the system may take ahead of the network.

Fewer would slow down a quick line to a far server, and with more progress is a lie by megabytes.
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole; `retry_after` is in how many seconds we may come again, if told."""

    http_status: int
    content: bytes | bytearray
    retry_after: float | None = None


def connect(account: Account, options: Options, user_agent: str) -> "Transport":
    """The transport of *account*; nothing is sent yet. Raises Unreachable."""
    try:
        return Transport(account, options, user_agent=user_agent)
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        # Its words may quote the proxy's address, and that may hold a password.
        reason = f"the endpoint or the proxy cannot be used: {type(error).__name__}"
    except OSError as error:
        reason = f"the trusted certificates cannot be loaded: {type(error).__name__}"
    raise Unreachable(reason)


class Transport:
    """Posts bodies to one account's endpoint; nothing is tried twice here."""

    def __init__(self, account: Account, options: Options, *, user_agent: str) -> None:
        self._url = httpx.URL(account.endpoint)
        self._options = options
        self._client = httpx.AsyncClient(
            transport=_Roads(account, _trust(account)),
            headers={"User-Agent": user_agent, "Accept": "application/json"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(
                options.total_seconds,
                connect=options.connect_seconds,
                write=options.stall_seconds,
            ),
            follow_redirects=False,
            trust_env=False,
        )

    async def post(self, body: Body, *, seconds: float, alone: bool) -> Reply:
        """The reply to *body*, within *seconds*; *alone* opens a connection for it.

        Raises Unreachable, TimedOut, NotAnEnvelope, and whatever the body raises.
        """
        failed: ServerError
        try:
            async with asyncio.timeout(seconds):
                return await self._post(body, alone=alone)
        except TimeoutError:
            failed = TimedOut(seconds, may_have_run=body.may_be_whole)
        except httpx.TimeoutException as error:
            failed = TimedOut(self._patience(error), may_have_run=body.may_be_whole)
        except httpx.DecodingError:
            failed = NotAnEnvelope(Malformed.NOT_JSON)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            reason = f"{type(error).__name__}: {error}"
            failed = Unreachable(
                reason, may_have_run=body.may_be_whole, is_untrusted=_is_untrusted(error)
            )
        # Raised out here: httpx's error knows the request, and that knows the password.
        raise failed

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _post(self, body: Body, *, alone: bool) -> Reply:
        async with (
            aclosing(body.chunks()) as chunks,
            self._client.stream(
                "POST",
                self._url,
                content=chunks,
                headers={"Content-Type": body.content_type, "Content-Length": str(body.length)},
                extensions={_ALONE: alone},
            ) as response,
        ):
            if 300 <= response.status_code < 400:
                raise NotAnEnvelope(Malformed.REDIRECT, response.status_code)
            return Reply(
                response.status_code,
                await self._content(response),
                retry_after_s(response.headers.get("Retry-After", "")),
            )

    async def _content(self, response: httpx.Response) -> bytearray:
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > self._options.most_bytes:
                raise NotAnEnvelope(Malformed.TOO_LARGE, response.status_code)
        return content

    def _patience(self, error: httpx.TimeoutException) -> float:
        match error:
            case httpx.ConnectTimeout():
                return self._options.connect_seconds
            case httpx.WriteTimeout():
                return self._options.stall_seconds
            case _:
                return self._options.total_seconds


def _is_untrusted(error: BaseException) -> bool:
    """Whether a certificate is behind *error*; httpx wraps what ssl said."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


class _Roads(httpx.AsyncBaseTransport):
    """Reads share connections that are kept; a write gets one of its own.

    A kept connection may have been closed by the server unnoticed. A read is asked again then; of
    a write nobody could say whether it was carried out.
    """

    def __init__(self, account: Account, trust: ssl.SSLContext) -> None:
        proxy = _proxy(account.proxy, trust) if account.proxy else None
        self._shared = httpx.AsyncHTTPTransport(
            verify=trust,
            trust_env=False,
            proxy=proxy,
            limits=httpx.Limits(max_connections=6, max_keepalive_connections=4),
        )
        self._alone = httpx.AsyncHTTPTransport(
            verify=trust,
            trust_env=False,
            proxy=proxy,
            limits=httpx.Limits(max_connections=6, max_keepalive_connections=0),
            socket_options=[(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)],
        )
        hear(self._alone._pool)  # noqa: SLF001 - httpx has no way to say so

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        road = self._alone if request.extensions.get(_ALONE) else self._shared
        return await road.handle_async_request(request)

    async def aclose(self) -> None:
        await self._shared.aclose()
        await self._alone.aclose()


def _proxy(address: str, trust: ssl.SSLContext) -> httpx.Proxy:
    is_tls = urlsplit(address).scheme == "https"
    return httpx.Proxy(address, ssl_context=trust if is_tls else None)


def _trust(account: Account) -> ssl.SSLContext:
    schemes = {urlsplit(account.endpoint).scheme, urlsplit(account.proxy).scheme}
    return system_trust() if "https" in schemes else no_trust()
