"""The running program: one session at a time, and the way out."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import qasync  # type: ignore[import-untyped]  # it brings no types

from desktop import __version__
from desktop.app.demo_child import DemoChild
from desktop.app.options import Options
from desktop.app.signing_in import SigningIn
from desktop.domain.account import Account
from desktop.domain.errors import KeyringFailed
from desktop.services.accounts import Accounts
from desktop.support.collecting import spare_what_is_there
from desktop.support.logs import log_uncaught, record_bug, start_log
from desktop.support.paths import Profile, fresh_profile
from desktop.support.secrets import Secrets
from desktop.support.settings import Settings
from desktop.support.turns import take_short_turns
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages, Question
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.services.session import Session
    from desktop.ui.workspace import Workspace

_log = logging.getLogger(__name__)


class Program:
    """Holds what lives as long as the program does, and the session while there is one."""

    def __init__(
        self, *, options: Options, profile: Profile, settings: Settings, window: MainWindow
    ) -> None:
        self._options, self._profile, self._settings = options, profile, settings
        self._window = window
        self._furniture = window.furnish()
        self._accounts = Accounts(secrets=Secrets(), settings=settings)
        self._messages = Messages(record_bug=record_bug)
        self._tasks = Tasks(self._messages.report)
        self._demo = DemoChild()
        self._signing_in = SigningIn(
            accounts=self._accounts,
            demo=self._demo,
            redactor=start_log(profile.log_file),
            window=window,
            status=self._furniture.status,
            messages=self._messages,
            enter=self._enter,
        )
        self._session: Session | None = None
        self._workspace: Workspace | None = None
        self._ending: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def run(self) -> int:
        """Live until the user leaves."""
        self._connect()
        _on_signals(self._closing.set)
        self._signing_in.begin(self._options)
        await self._closing.wait()
        self._signing_in.stop()
        self._tasks.stop()
        try:
            await self._end_session()
            self._settings.put("window", self._window.state())
            await self._settings.save()
        except Exception as error:  # noqa: BLE001  # whatever it is, the window goes
            record_bug(error)
        self._window.close_now()
        return 0

    def _connect(self) -> None:
        self._messages.noticed.connect(self._furniture.notices.show_notice)
        self._messages.reconnected.connect(self._furniture.notices.dismiss_cut_off)
        self._messages.settled.connect(self._furniture.notices.dismiss_about)
        self._window.close_asked.connect(self._leave)
        actions = self._window.actions_by_key
        actions["quit"].triggered.connect(self._leave)
        actions["sign_out"].triggered.connect(
            lambda: self._tasks.start("sign out", self._sign_out())
        )
        actions["about"].triggered.connect(lambda: self._tasks.start("about", self._about()))

    def _leave(self) -> None:
        self._tasks.start("leave", self._leave_if_allowed())

    async def _leave_if_allowed(self) -> None:
        if await self._may_leave():
            self._closing.set()

    async def _may_leave(self) -> bool:
        is_demo = self._demo.is_running
        return self._workspace is None or await self._workspace.may_leave(is_demo=is_demo)

    async def _enter(self, account: Account) -> None:
        """Open a session for *account* and show it; raises AppError."""
        from desktop.services.session import open_session
        from desktop.ui.workspace import Workspace

        profile = self._profile
        if self._demo.is_running:
            # A throw-away account gets throw-away files.
            profile = await asyncio.to_thread(fresh_profile, self._profile.demo)
        self._session = await open_session(account, profile=profile)
        self._furniture.status.show_account(account.contract, account.user)
        self._workspace = Workspace(
            session=self._session,
            actions=self._window.actions_by_key,
            messages=self._messages,
            status=self._furniture.status,
            settings=self._settings,
        )
        self._workspace.titled.connect(self._window.setWindowTitle)
        self._furniture.toolbar.show()
        self._window.show_page(self._workspace)
        self._workspace.start()
        spare_what_is_there()

    async def _sign_out(self) -> None:
        if not await self._may_leave():
            return
        account = self._session.account if self._session else None
        was_demo = self._demo.is_running
        await self._end_session()
        # What is offered there leads into a session that has ended.
        self._furniture.notices.dismiss_all()
        self._signing_in.show_sheet()
        if account is not None and not was_demo:
            with contextlib.suppress(KeyringFailed):
                await self._accounts.forget(account)

    async def _end_session(self) -> None:
        """End the session once, whoever asks for it and whoever stops waiting."""
        if self._ending is None or self._ending.done():
            loop = asyncio.get_running_loop()
            self._ending = loop.create_task(self._close_session(), name="end of session")
        await asyncio.shield(self._ending)

    async def _close_session(self) -> None:
        workspace, self._workspace = self._workspace, None
        session, self._session = self._session, None
        self._window.actions_by_key.allow(frozenset())
        self._furniture.toolbar.hide()
        if workspace is not None:
            self._window.show_words(tr("app.ending"))
            workspace.stop()
        try:
            if session is not None:
                await session.close()
        finally:
            await self._demo.stop()
            self._furniture.status.show_nobody()
            self._window.setWindowTitle(tr("app.name"))

    async def _about(self) -> None:
        await self._messages.ask(
            Question(
                title=tr("app.about_title"),
                text=tr("app.about", version=__version__),
                answers=(("ok", tr("app.ok")),),
            ),
            self._window,
        )


def _on_signals(leave: Callable[[], None]) -> None:
    """End in order when the system asks; who asks by a signal is not there to be asked back."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such signals, and only the main thread may take them.
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, leave)


def run_on_loop(app: "QApplication", program: Program) -> int:
    """Run *program* on one loop for Qt and asyncio, and close both in order."""
    log_uncaught()
    take_short_turns()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(_record_lost)
    with loop:
        return int(loop.run_until_complete(program.run()))


def _record_lost(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What no task's owner took: an error, or only words."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        record_bug(error)
    else:
        _log.error("loop: %s", context.get("message"))
