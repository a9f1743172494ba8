"""Secrets go to a keyring that keeps them, or nowhere."""

import asyncio
import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail

from desktop.domain.errors import KeyringFailed
from desktop.support.secrets import Secrets


class _Memory(KeyringBackend):
    """A keyring in memory, which passes for one of the trusted."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library says none
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


_Memory.__module__ = "keyring.backends.SecretService"


class _Forgetful(_Memory):
    """A keyring that says it stored and did not."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


_Forgetful.__module__ = "keyring.backends.SecretService"


class _Plain(_Memory):
    """One that keeps plain text, whatever it is called."""


_Plain.__module__ = "keyrings.alt.file"


class _Silent(_Memory):
    """One whose prompt nobody answers."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait(30)
        return None


_Silent.__module__ = "keyring.backends.SecretService"


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_secret_is_kept_and_forgotten() -> None:
    keyring.set_keyring(_Memory())
    secrets = Secrets()

    async def story() -> None:
        await secrets.put("konto", "æøå")
        assert await secrets.get("konto") == "æøå"
        await secrets.forget("konto")
        assert await secrets.get("konto") is None
        await secrets.forget("konto")

    asyncio.run(story())


def test_a_secret_that_does_not_come_back_is_an_error() -> None:
    keyring.set_keyring(_Forgetful())

    with pytest.raises(KeyringFailed):
        asyncio.run(Secrets().put("konto", "hemmelig"))


@pytest.mark.parametrize(
    "backend",
    [_Plain(), fail.Keyring()],  # type: ignore[no-untyped-call]  # the library says none
)
def test_a_keyring_that_keeps_no_secrets_gets_none(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)

    with pytest.raises(KeyringFailed):
        asyncio.run(Secrets().put("konto", "hemmelig"))

    assert not getattr(backend, "kept", {})


def test_of_several_keyrings_a_trusted_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, safe = _Plain(), _Memory()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, safe])
    keyring.set_keyring(chainer.ChainerBackend())  # type: ignore[no-untyped-call]  # it says none

    asyncio.run(Secrets().put("konto", "hemmelig"))

    assert not plain.kept
    assert safe.kept


def test_a_prompt_nobody_answers_does_not_wait_for_ever() -> None:
    silent = _Silent()
    keyring.set_keyring(silent)

    with pytest.raises(KeyringFailed) as caught:
        asyncio.run(Secrets(deadline_s=0.05).get("konto"))

    silent.let_go.set()
    assert "no answer" in caught.value.reason
