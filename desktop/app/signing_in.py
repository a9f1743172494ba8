"""How a user gets in: by the demo, a file, the keyring or the sheet."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from desktop.app.demo_child import DemoChild, DemoFailedError
from desktop.app.options import Options
from desktop.domain.account import AccessToken, Account
from desktop.domain.errors import AppError, EnvelopeRefused, KeyringFailed, ServerError
from desktop.services.accounts import Accounts, open_words, read_account_file, try_account
from desktop.support.logs import Redactor
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.sign_in import SignInSheet
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_log = logging.getLogger(__name__)


class SigningIn:
    """Finds out who signs in and hands the account to *enter*, which opens the session."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        demo: DemoChild,
        redactor: Redactor,
        window: MainWindow,
        status: StatusBar,
        messages: Messages,
        enter: Callable[[Account], Awaitable[None]],
    ) -> None:
        self._accounts, self._demo, self._redactor = accounts, demo, redactor
        self._window, self._status, self._messages = window, status, messages
        self._enter = enter
        self._tasks = Tasks(messages.report)

    def begin(self, options: Options) -> None:
        """The way the command line says; the sheet where that leads nowhere."""
        self._tasks.start("sign in", self._begin(options))

    def stop(self) -> None:
        self._tasks.stop()

    def show_sheet(self, account: Account | None = None) -> SignInSheet:
        """The sheet, filled in with who signed in the last time, or with *account*."""
        sheet = SignInSheet(last=open_words(account) if account else self._accounts.last())
        sheet.sign_in_asked.connect(lambda account: self._ask(sheet, self._try(sheet, account)))
        sheet.test_asked.connect(lambda account: self._ask(sheet, self._test(sheet, account)))
        sheet.demo_asked.connect(lambda: self._tasks.start("sign in", self._by_demo()))
        self._window.show_page(sheet)
        self._status.show_signed_out()
        return sheet

    async def _begin(self, options: Options) -> None:
        if options.demo:
            await self._by_demo()
        elif options.account:
            await self._by_file(options.account)
        else:
            await self._by_keyring()

    async def _by_demo(self) -> None:
        self._say(tr("app.starting_demo"))
        try:
            account = await self._demo.start()
        except DemoFailedError as error:
            _log.warning("demo server: %s", error)
            self.show_sheet()
            self._messages.say(tr("app.demo_failed"))
            return
        await self._let_in(account)

    async def _by_file(self, path: Path) -> None:
        try:
            account = await read_account_file(path)
        except AppError as error:
            self.show_sheet()
            self._messages.report(error)
            return
        await self._let_in_if_taken(account)

    async def _by_keyring(self) -> None:
        try:
            account = await self._accounts.remembered()
        except KeyringFailed as error:
            account = None
            self._messages.report(error)
        if account is None:
            self.show_sheet()
        else:
            await self._let_in_if_taken(account)

    async def _let_in_if_taken(self, account: Account) -> None:
        """Without a network there is still the window; with a wrong password there is not."""
        self._hide_secrets(account)
        self._say(tr("app.signing_in", contract=account.contract))
        try:
            await try_account(account)
        except EnvelopeRefused as error:
            self.show_sheet(account).show_problem(error)
            return
        except ServerError as error:
            self._messages.report(error)
        await self._let_in(account)

    def _ask(self, sheet: SignInSheet, work: Coroutine[Any, Any, None]) -> None:
        sheet.show_busy(tr("signin.busy"))
        self._tasks.start("sign in", work)

    async def _test(self, sheet: SignInSheet, account: Account) -> None:
        if await self._is_taken(sheet, account):
            sheet.show_works()

    async def _try(self, sheet: SignInSheet, account: Account) -> None:
        if await self._is_taken(sheet, account):
            await self._keep(account, remember=sheet.wants_remembering)
            await self._let_in(account)

    async def _is_taken(self, sheet: SignInSheet, account: Account) -> bool:
        """Whether the server takes *account*; if not, the sheet says what can be said."""
        self._hide_secrets(account)
        try:
            await try_account(account)
        except AppError as error:
            sheet.show_problem(error)
            return False
        except Exception as error:
            # A bug of ours, which must not leave the sheet grey.
            sheet.show_problem(error)
            raise
        return True

    async def _keep(self, account: Account, *, remember: bool) -> None:
        try:
            if remember:
                await self._accounts.remember(account)
            else:
                await self._accounts.note(account)
        except KeyringFailed as error:
            self._messages.report(error)

    async def _let_in(self, account: Account) -> None:
        self._hide_secrets(account)
        self._say(tr("app.signing_in", contract=account.contract))
        try:
            await self._enter(account)
        except AppError as error:
            self.show_sheet()
            self._messages.report(error)
        except Exception:
            self.show_sheet()
            raise

    def _say(self, words: str) -> None:
        """What is being done to get in."""
        self._window.show_words(words)
        self._status.show_nobody()

    def _hide_secrets(self, account: Account) -> None:
        """From the log, should anything ever put them there."""
        login = account.login
        if isinstance(login, AccessToken):
            self._redactor.hide(login.token, account.proxy)
        else:
            self._redactor.hide(login.apikey, login.password, account.proxy)
