"""The running program: signing in and out, one session at a time, and the way out."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qasync  # type: ignore[import-untyped]  # it brings no types

from desktop import __version__
from desktop.app.demo_child import DemoChild, DemoFailedError
from desktop.app.options import Options
from desktop.domain.account import AccessToken, Account
from desktop.domain.errors import AppError, KeyringFailed
from desktop.support.logs import log_uncaught, record_bug, start_log
from desktop.support.paths import Profile
from desktop.support.secrets import Secrets
from desktop.support.settings import Settings
from desktop.ui.actions import Needs
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages, Question
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.services.session import Session
    from desktop.ui.sign_in import SignInSheet
    from desktop.ui.workspace import Workspace

_log = logging.getLogger(__name__)


class Program:
    """Holds what lives as long as the program does, and the session while there is one."""

    def __init__(
        self, *, options: Options, profile: Profile, settings: Settings, window: MainWindow
    ) -> None:
        from desktop.services.accounts import Accounts

        self._options = options
        self._profile = profile
        self._settings = settings
        self._window = window
        self._furniture = window.furnish()
        self._redactor = start_log(profile.log_file)
        self._accounts = Accounts(secrets=Secrets(), settings=settings)
        self._messages = Messages(record_bug=record_bug)
        self._tasks = Tasks(self._messages.report)
        self._demo = DemoChild()
        self._session: Session | None = None
        self._workspace: Workspace | None = None
        self._closing = asyncio.Event()

    async def run(self) -> int:
        """Live until the user leaves."""
        self._connect()
        _on_signals(self._closing.set)
        self._tasks.start("sign in", self._first_sign_in())
        await self._closing.wait()
        self._tasks.stop()
        await self._end_session()
        self._settings.put("window", self._window.state())
        await self._settings.save()
        self._window.close_now()
        return 0

    def _connect(self) -> None:
        self._messages.noticed.connect(self._furniture.notices.show_notice)
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
        if self._workspace is None or await self._workspace.may_leave():
            self._closing.set()

    async def _first_sign_in(self) -> None:
        if self._options.demo:
            await self._enter_demo()
        elif self._options.account:
            await self._enter_file(self._options.account)
        else:
            await self._enter_remembered()

    async def _enter_demo(self) -> None:
        self._window.show_words(tr("app.starting_demo"))
        try:
            account = await self._demo.start()
        except DemoFailedError as error:
            _log.warning("demo server: %s", error)
            self._show_sheet()
            self._messages.say(tr("app.demo_failed"))
            return
        await self._enter(account)

    async def _enter_file(self, path: Path) -> None:
        from desktop.services.accounts import read_account_file

        try:
            account = await read_account_file(path)
        except AppError as error:
            self._show_sheet()
            self._messages.report(error)
            return
        await self._enter(account)

    async def _enter_remembered(self) -> None:
        try:
            account = await self._accounts.remembered()
        except KeyringFailed as error:
            account = None
            self._messages.report(error)
        if account is None:
            self._show_sheet()
        else:
            await self._enter(account)

    def _show_sheet(self) -> None:
        from desktop.ui.sign_in import SignInSheet

        sheet = SignInSheet(last=self._accounts.last())
        sheet.sign_in_asked.connect(lambda account: self._ask(sheet, self._try(sheet, account)))
        sheet.test_asked.connect(lambda account: self._ask(sheet, self._test(sheet, account)))
        sheet.demo_asked.connect(lambda: self._tasks.start("sign in", self._enter_demo()))
        self._furniture.status.show_signed_out()
        self._window.actions_by_key.allow(frozenset())
        self._furniture.toolbar.hide()
        self._window.show_page(sheet)

    def _ask(self, sheet: "SignInSheet", work: Coroutine[Any, Any, None]) -> None:
        sheet.show_busy(tr("signin.busy"))
        self._tasks.start("sign in", work)

    async def _test(self, sheet: "SignInSheet", account: Account) -> None:
        from desktop.services.accounts import try_account

        self._hide_secrets(account)
        try:
            await try_account(account)
        except AppError as error:
            sheet.show_problem(error)
        else:
            sheet.show_works()

    async def _try(self, sheet: "SignInSheet", account: Account) -> None:
        from desktop.services.accounts import try_account

        self._hide_secrets(account)
        try:
            await try_account(account)
        except AppError as error:
            sheet.show_problem(error)
            return
        await self._keep(account, remember=sheet.wants_remembering)
        await self._enter(account)

    async def _keep(self, account: Account, *, remember: bool) -> None:
        if not remember:
            await self._accounts.note(account)
            return
        try:
            await self._accounts.remember(account)
        except KeyringFailed as error:
            await self._accounts.note(account)
            self._messages.report(error)

    async def _enter(self, account: Account) -> None:
        from desktop.services.session import open_session
        from desktop.ui.workspace import Workspace

        self._hide_secrets(account)
        self._window.show_words(tr("app.signing_in", contract=account.contract))
        try:
            session = await open_session(account, profile=self._profile)
        except AppError as error:
            self._show_sheet()
            self._messages.report(error)
            return
        self._session = session
        self._furniture.status.show_account(account.contract, account.user)
        self._workspace = Workspace(
            session=session,
            actions=self._window.actions_by_key,
            messages=self._messages,
            status=self._furniture.status,
            settings=self._settings,
        )
        self._workspace.titled.connect(self._window.setWindowTitle)
        self._window.actions_by_key.allow(frozenset({Needs.SESSION}))
        self._furniture.toolbar.show()
        self._window.show_page(self._workspace)
        self._workspace.start()

    async def _sign_out(self) -> None:
        if self._workspace is not None and not await self._workspace.may_leave():
            return
        account = self._session.account if self._session else None
        was_demo = self._demo.is_running
        await self._end_session()
        self._show_sheet()
        if account is not None and not was_demo:
            await self._accounts.forget(account)

    async def _end_session(self) -> None:
        workspace, self._workspace = self._workspace, None
        session, self._session = self._session, None
        if workspace is not None:
            self._window.show_words("")
            workspace.stop()
        if session is not None:
            await session.close()
        await self._demo.stop()
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

    def _hide_secrets(self, account: Account) -> None:
        login = account.login
        if isinstance(login, AccessToken):
            self._redactor.hide(login.token)
        else:
            self._redactor.hide(login.apikey, login.password)


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
