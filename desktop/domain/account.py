"""Who we are towards one Microbizz server."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

DEFAULT_ENDPOINT: Final = "https://system.microbizz.dk/api/endpoint.php"
"""The standard address (documented); an installation may have another."""

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """The four items a user signs in with (documented)."""

    username: str
    apikey: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token from the vendor's app handshake (seen in clients), under a name of the user's.

    The name stands for whoever the token signs in: two of one name share their files.
    """

    token: str = field(repr=False)
    name: str = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Endpoint, contract and how to prove who we are; `repr` shows no secret.

    `proxy` is the only way to a proxy: the environment's is not read.
    """

    contract: str
    login: Password | AccessToken
    endpoint: str = DEFAULT_ENDPOINT
    proxy: str = field(default="", repr=False)

    @property
    def user(self) -> str:
        return self.login.username if isinstance(self.login, Password) else self.login.name

    @property
    def key(self) -> str:
        """What tells one account's files from another's: a new password keeps them."""
        way = "" if isinstance(self.login, Password) else "token|"
        return f"{self.endpoint}|{self.contract}|{way}{self.user}"


def endpoint_problem(endpoint: str) -> str | None:
    """Why *endpoint* cannot be used: "scheme", "host" or "insecure"; None when it can.

    Plain http is for this computer only: the password travels in every request.
    """
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "host"
    if parts.scheme not in {"http", "https"}:
        return "scheme"
    # A password in an address would be shown wherever the address is.
    if not host or "@" in parts.netloc:
        return "host"
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "insecure"
    return None
