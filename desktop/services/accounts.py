"""Signing in: the account file, the test, and what is remembered."""

import asyncio
import json
import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

from desktop.domain.account import (
    DEFAULT_ENDPOINT,
    AccessToken,
    Account,
    Password,
    endpoint_problem,
)
from desktop.domain.errors import AccountFileProblem, AccountFileRefused, KeyringFailed
from desktop.microbizz import Client, Options
from desktop.support.secrets import Secrets
from desktop.support.settings import Settings

_SECTION = "account"
_TEST_TEXT = "bizztree"


class Accounts:
    """The account of the last time: who in the settings, the secrets in the keyring alone."""

    def __init__(self, *, secrets: Secrets, settings: Settings) -> None:
        self._secrets = secrets
        self._settings = settings

    def last(self) -> dict[str, str]:
        """Endpoint, contract and user of the last sign-in, to fill the sheet with."""
        return {key: str(value) for key, value in self._settings.get(_SECTION).items()}

    async def remembered(self) -> Account | None:
        """The account whose secrets the keyring holds; raises KeyringFailed."""
        last = self.last()
        if "key" not in last:
            return None
        if endpoint_problem(last.get("endpoint") or DEFAULT_ENDPOINT):
            return None
        kept = await self._secrets.get(last["key"])
        return _account_of(last, kept) if kept else None

    async def remember(self, account: Account) -> None:
        """Keep *account* for the next start; raises KeyringFailed where secrets cannot be kept."""
        await self._secrets.put(account.key, _secrets_text(account))
        self._settings.put(_SECTION, {**open_words(account), "key": account.key})
        await self._settings.save()

    async def note(self, account: Account) -> None:
        """Keep who signed in, without any secret; what the keyring held until now goes."""
        await self._replace(open_words(account))

    async def forget(self, account: Account) -> None:
        """Sign out for good: the secrets go, who it was stays to fill the sheet.

        An account that is not the remembered one, as from a file, leaves that one alone.
        """
        if self.last().get("key") == account.key:
            await self._replace(open_words(account))

    async def _replace(self, words: dict[str, str]) -> None:
        old = self.last().get("key")
        self._settings.put(_SECTION, words)
        await self._settings.save()
        if old is not None:
            await self._secrets.forget(old)


async def try_account(account: Account) -> None:
    """Ask the server for an Echo; returns when it answers, raises ServerError otherwise."""
    # Who waits for a test would rather have the answer than a second try.
    async with Client(account, options=Options(retries=0)) as client:
        await client.echo(_TEST_TEXT)


async def read_account_file(path: Path) -> Account:
    """The account in a TOML file; raises AccountFileRefused, also when others can read it."""
    return await asyncio.to_thread(_read_file, path)


def _read_file(path: Path) -> Account:
    try:
        with path.open("rb") as file:
            if sys.platform != "win32" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise AccountFileRefused(str(path), AccountFileProblem.OTHERS_CAN_READ)
            entries = tomllib.load(file)
    except OSError as error:
        raise AccountFileRefused(
            str(path), AccountFileProblem.MISSING, error.strerror or ""
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Its text may quote a secret, so neither it nor its cause is shown.
        raise AccountFileRefused(str(path), AccountFileProblem.NOT_TOML) from None
    return _account_in(path, entries)


def _account_in(path: Path, entries: dict[str, Any]) -> Account:
    words = {key: str(value) for key, value in entries.items() if isinstance(value, (str, int))}
    by_token = bool(words.get("accesstoken"))
    needed = ["contract", *(["name"] if by_token else ["apikey", "username", "password"])]
    if missing := [key for key in needed if not words.get(key)]:
        raise AccountFileRefused(str(path), AccountFileProblem.INCOMPLETE, ", ".join(missing))
    if endpoint_problem(words.get("endpoint", DEFAULT_ENDPOINT)):
        raise AccountFileRefused(str(path), AccountFileProblem.ENDPOINT, words["endpoint"])
    return account_from(words)


def account_from(words: dict[str, str]) -> Account:
    """The account these words describe; a token wins over a password."""
    login: Password | AccessToken
    if words.get("accesstoken"):
        login = AccessToken(token=words["accesstoken"], name=words.get("name", ""))
    else:
        login = Password(
            username=words.get("username", ""),
            apikey=words.get("apikey", ""),
            password=words.get("password", ""),
        )
    return Account(
        contract=words.get("contract", ""),
        endpoint=words.get("endpoint") or DEFAULT_ENDPOINT,
        login=login,
        proxy=words.get("proxy", ""),
    )


def open_words(account: Account) -> dict[str, str]:
    """What is no secret of *account*."""
    user = "username" if isinstance(account.login, Password) else "name"
    return {"endpoint": account.endpoint, "contract": account.contract, user: account.user}


def _secrets_text(account: Account) -> str:
    login = account.login
    secrets = {"proxy": account.proxy}
    if isinstance(login, Password):
        secrets |= {"apikey": login.apikey, "password": login.password}
    else:
        secrets |= {"accesstoken": login.token}
    return json.dumps(secrets)


def _account_of(last: dict[str, str], kept: str) -> Account:
    try:
        secrets = json.loads(kept)
        return account_from({**last, **{key: str(value) for key, value in secrets.items()}})
    except (ValueError, AttributeError) as error:
        raise KeyringFailed(reason="the keyring's entry cannot be read") from error
