"""What tests of widgets share: one look on every machine, English words, a running loop."""

import asyncio
import gc
import os
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QEventLoop, QLocale, Qt
from PySide6.QtGui import QDesktopServices, QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import texts
from desktop.ui.messages import Messages

# Before the first QApplication: no screen is needed, and no real keyring is touched.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
for _name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(_name, None)

T = TypeVar("T")

_PATIENCE_S = 20.0
_PATIENCE_MS = 20_000


@pytest.fixture(scope="session", autouse=True)
def english() -> None:
    """English words and numbers, for tests that ask for no application too."""
    texts.load("en")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.fixture
def danish() -> Iterator[None]:
    """Danish words for one test."""
    texts.load("da")
    yield
    texts.load("en")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["bizztree-tests", "-style", "fusion"]


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> Iterator[QApplication]:
    """The same look everywhere: one font, one style, nothing that moves by itself."""
    font = QFont("DejaVu Sans", 10)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    qapp.setFont(font)
    qapp.setCursorFlashTime(0)
    qapp.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)  # noqa: FBT003 - Qt has no keyword
    qapp.setQuitOnLastWindowClosed(False)
    yield qapp
    # What Python left on the clipboard would be destroyed after the interpreter is gone: SIGSEGV.
    QGuiApplication.clipboard().clear()


class _PatientBot(QtBot):
    """Waits for a fact long enough for a machine that is busy with something else."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = _PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: Any, *, timeout: int = _PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = _PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    _let_go_of_keys()
    return _PatientBot(request)


def _let_go_of_keys() -> None:
    """Qt takes the Ctrl of the last QTest.keyClick for pressed, and toggles what is selected."""
    if QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


@pytest.fixture
def messages(qapp: QApplication) -> Iterator[Messages]:
    """The door to the user; a bug that comes through it fails the test."""
    bugs: list[BaseException] = []
    yield Messages(record_bug=bugs.append)
    assert not bugs


@pytest.fixture
def nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without a program for any address."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that counts as running in a synchronous test, which must leave no task behind.

    Its tasks go on while the test waits by `qtbot.waitUntil`, `waitSignal` or `until`.
    """
    loop: Any = qasync.QEventLoop(qapp, already_running=True)
    failures: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: failures.append(context))
    asyncio.set_event_loop(loop)
    yield loop
    left = [task for task in asyncio.all_tasks(loop) if not task.done()]
    _unwind(qapp, loop, left)
    # Not loop.stop(): it calls app.exit(), after which every later wait returns at once.
    qapp.aboutToQuit.disconnect(loop._after_run_forever)
    loop._QEventLoop__is_running = False
    asyncio.events._set_running_loop(None)
    loop._after_run_forever()
    loop.close()
    asyncio.set_event_loop(None)
    gc.collect()
    assert not left, f"the test left tasks running: {left}"
    assert not failures, f"errors that nobody took: {failures}"


@pytest.fixture
def until(qapp: QApplication, loop: asyncio.AbstractEventLoop) -> Callable[..., Any]:
    """until(coroutine) runs it to its end while the window stays alive; returns its result."""

    def run(work: Coroutine[Any, Any, T]) -> T:
        task = loop.create_task(work)
        if not _spin(qapp, task.done):
            task.cancel()
            raise TimeoutError
        return task.result()

    return run


def _unwind(
    qapp: QApplication, loop: asyncio.AbstractEventLoop, left: list[asyncio.Task[Any]]
) -> None:
    """Let what is left end in order, else it is destroyed while pending."""
    for task in left:
        task.cancel()
    _spin(qapp, lambda: all(task.done() for task in left))
    closing = asyncio.ensure_future(loop.shutdown_asyncgens(), loop=loop)
    _spin(qapp, closing.done)


def _spin(qapp: QApplication, is_done: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while not is_done() and time.monotonic() < end:
        qapp.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
    return is_done()
