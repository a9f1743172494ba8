"""The throw-away account of the embedded server, and who may come in."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.demo.coercion import RequestRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an envelope must carry: the four items, or contract and token (documented, seen)."""

    contract: str
    apikey: str
    username: str
    password: str
    accesstoken: str


# Nothing here opens anything but the embedded server, and every copy of it has the same.
DEMO = Account(
    contract="4242",
    apikey="4242-1001-2002-3003-4004-5005",
    username="demo@bizztree.example",
    password="fjordbo",  # noqa: S106
    accesstoken="demo-token-4242",
)


def check(envelope: Mapping[str, object], account: Account = DEMO) -> None:
    """Refuse the whole request unless the sender is known (msg texts are our own)."""
    if not _same(envelope.get("contract"), account.contract):
        raise RequestRefused("Ukendt kontraktnummer (unknown contract)")
    # Clients that hold a token send it alone or beside the four items, so it decides (seen).
    if envelope.get("accesstoken"):
        if not _same(envelope["accesstoken"], account.accesstoken):
            raise RequestRefused("Ugyldigt accesstoken (invalid access token)")
        return
    if not _same(envelope.get("apikey"), account.apikey):
        raise RequestRefused("Ugyldig API-nøgle (invalid API key)")
    named = _same(envelope.get("username"), account.username)
    if not (_same(envelope.get("password"), account.password) and named):
        raise RequestRefused("Forkert brugernavn eller adgangskode (wrong user name or password)")


def _same(given: object, wanted: str) -> bool:
    """Compare as text: the contract comes as a number or as a string (documented, seen)."""
    if given is None or isinstance(given, bool):
        return False
    return hmac.compare_digest(str(given).strip().encode(), wanted.encode())
