"""Secrets in the system's keyring, asked on threads of their own."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.errors import KeyringFailed
from desktop.support.threads import on_a_thread

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "bizztree"
_DEADLINE_S = 60.0
"""A locked keyring blocks until its prompt is answered; a dead one for ever."""

# Backends that encrypt. Others exist that write plain text and say nothing of it.
_TRUSTED = (
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)

T = TypeVar("T")


class Secrets:
    """Reads, writes and forgets named secrets; every call raises KeyringFailed or succeeds."""

    def __init__(self, *, deadline_s: float = _DEADLINE_S) -> None:
        self._deadline_s = deadline_s

    async def get(self, name: str) -> str | None:
        return await self._on_a_thread(lambda: _backend().get_password(_SERVICE, name))

    async def put(self, name: str, secret: str) -> None:
        """Store *secret*, read it back and compare: some keyrings fail in silence."""

        def store() -> None:
            backend = _backend()
            backend.set_password(_SERVICE, name, secret)
            if backend.get_password(_SERVICE, name) != secret:
                raise KeyringFailed(reason="what was read back differs from what was stored")

        await self._on_a_thread(store)

    async def forget(self, name: str) -> None:
        def delete() -> None:
            backend = _backend()
            if backend.get_password(_SERVICE, name) is not None:
                backend.delete_password(_SERVICE, name)

        await self._on_a_thread(delete)

    async def _on_a_thread(self, work: Callable[[], T]) -> T:
        """Run *work* on a daemon thread: one stuck in a prompt must not keep the program open."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await on_a_thread(work, name="keyring")
        except TimeoutError as error:
            raise KeyringFailed(reason=f"no answer in {self._deadline_s:.0f} s") from error
        except KeyringFailed:
            raise
        except Exception as error:
            # Backends raise whatever their system gives.
            raise KeyringFailed(reason=f"{type(error).__name__}: {error}") from error


def _backend() -> "KeyringBackend":
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if _is_trusted(type(backend).__module__):
            return backend
    raise KeyringFailed(reason=f"{type(chosen).__module__} does not keep secrets")


def _is_trusted(module: str) -> bool:
    return module.startswith(_TRUSTED)
