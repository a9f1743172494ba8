"""The program from its first window to its end: signing in, signing out, leaving."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from desktop.app.options import Options
from desktop.app.program import Program
from desktop.support.paths import Profile, open_profile
from desktop.support.settings import Settings
from desktop.ui.main_window import MainWindow
from desktop.ui.notice import Notice, Severity
from desktop.ui.notice_area import NoticeArea
from desktop.ui.sign_in import SignInSheet
from desktop.ui.workspace import Workspace
from tests.helpers.demo_server import DemoServer

_PATIENCE_MS = 30_000


class Start:
    """One start of the program, and what its user sees."""

    def __init__(self, qtbot: QtBot, profile: Profile, options: Options) -> None:
        self._qtbot = qtbot
        self.profile = profile
        self.window = MainWindow()
        self.window.show()
        program = Program(
            options=options,
            profile=profile,
            settings=Settings(profile.settings_file),
            window=self.window,
        )
        self.ending = asyncio.get_event_loop().create_task(program.run())

    @property
    def sheet(self) -> SignInSheet:
        self.wait(lambda: isinstance(self.window.page, SignInSheet))
        assert isinstance(self.window.page, SignInSheet)
        return self.window.page

    @property
    def is_in(self) -> bool:
        """Whether the tree shows customers."""
        tree = self.window.findChild(QTreeView, "tree")
        page = self.window.page
        return isinstance(page, Workspace) and tree is not None and tree.model().rowCount() > 3

    @property
    def notice(self) -> str:
        label = self.window.findChild(QLabel, "notice_text")
        return label.text() if label is not None and label.isVisible() else ""

    @property
    def account(self) -> str:
        """Who is signed in, by the status bar."""
        label = self.window.findChild(QLabel, "status_account")
        assert isinstance(label, QLabel)
        return label.text()

    @property
    def page_words(self) -> str:
        """What a page says that is nothing but a sentence."""
        label = self.window.page.findChild(QLabel) if self.window.page else None
        return label.text() if label is not None else ""

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_so, timeout=_PATIENCE_MS)

    def type_in(self, **words: str) -> None:
        for name, text in words.items():
            field = self.sheet.findChild(QLineEdit, name)
            assert isinstance(field, QLineEdit)
            field.setText(text)

    def click(self, name: str) -> None:
        button = self.window.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        button.click()

    def answered(self, words: str) -> None:
        """Wait until the sheet says *words*."""
        label = self.sheet.findChild(QLabel, "answer")
        assert isinstance(label, QLabel)
        self.wait(lambda: words in label.text())

    def choose_first(self) -> None:
        tree = self.window.findChild(QTreeView, "tree")
        assert isinstance(tree, QTreeView)
        tree.setCurrentIndex(tree.model().index(0, 0))

    def leave(self) -> None:
        self.window.close()
        self.wait(self.ending.done)
        assert self.ending.result() == 0


@pytest.fixture
def start(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
) -> Iterator[Callable[..., Start]]:
    """Starts the program; every start that is still open leaves at the end."""
    root = logging.getLogger()
    before, level, opened = list(root.handlers), root.level, list[Start]()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # the library says none

    def begin(**options: Any) -> Start:
        opened.append(Start(qtbot, open_profile(tmp_path / "profile"), Options(**options)))
        return opened[-1]

    yield begin
    for each in opened:
        if not each.ending.done():
            each.leave()
        each.window.deleteLater()
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def _words(server: DemoServer) -> dict[str, str]:
    keys = ("contract", "apikey", "username", "password")
    return {"endpoint": server.account["url"], **{k: str(server.account[k]) for k in keys}}


def _signed_in(start: Callable[..., Start], server: DemoServer) -> Start:
    program = start()
    program.type_in(**_words(server))
    program.click("sign_in")
    program.wait(lambda: program.is_in)
    return program


def _tested(start: Callable[..., Start], server: DemoServer, **changed: str) -> Start:
    """The sheet's own test of what is typed, with some of it *changed*."""
    program = start()
    program.type_in(**{**_words(server), **changed})
    program.click("test")
    return program


def test_signing_in_shows_the_customers_and_leaving_ends(
    start: Callable[..., Start], server: DemoServer
) -> None:
    _signed_in(start, server).leave()


def test_without_a_keyring_it_is_said_and_no_secret_is_in_any_file(
    start: Callable[..., Start], server: DemoServer
) -> None:
    program = _signed_in(start, server)
    program.wait(lambda: "keyring does not keep" in program.notice)
    program.leave()
    written = [p.read_bytes() for p in program.profile.root.rglob("*") if p.is_file()]
    assert written
    for secret in (server.account["apikey"], server.account["password"]):
        assert not any(str(secret).encode() in content for content in written)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "forkert"}, "did not accept the sign-in"),
        ({"contract": "1"}, "did not accept the sign-in"),
        ({"endpoint": "http://127.0.0.1:1/api/endpoint.php"}, "No server answered"),
        ({"endpoint": "http://example.invalid/api"}, "must begin with https://"),
        ({"endpoint": "ftp://example.invalid"}, "must begin with https://"),
        ({"apikey": ""}, "“API key” is missing"),
    ],
)
def test_the_test_says_which_piece_is_wrong(
    start: Callable[..., Start], server: DemoServer, changed: dict[str, str], said: str
) -> None:
    _tested(start, server, **changed).answered(said)


def test_a_wrong_path_is_told_from_a_wrong_password(
    start: Callable[..., Start], server: DemoServer
) -> None:
    program = _tested(start, server, endpoint=f"{server.base}/elsewhere")
    program.answered("not the Microbizz API")


def test_the_test_says_that_it_works(start: Callable[..., Start], server: DemoServer) -> None:
    _tested(start, server).answered("It works")


def test_a_token_signs_in(start: Callable[..., Start], server: DemoServer) -> None:
    program = start()
    way = program.sheet.findChild(QComboBox, "way")
    assert isinstance(way, QComboBox)
    way.setCurrentIndex(1)
    program.type_in(
        endpoint=server.account["url"],
        contract=str(server.account["contract"]),
        name="Kontoret",
        accesstoken=server.account["accesstoken"],
    )

    program.click("sign_in")

    program.wait(lambda: program.is_in)


def _account_file(folder: Path, words: dict[str, str]) -> Path:
    path = folder / "account.toml"
    path.write_text("".join(f'{key} = "{text}"\n' for key, text in words.items()))
    path.chmod(0o600)
    return path


def test_an_account_file_signs_in(
    start: Callable[..., Start], server: DemoServer, tmp_path: Path
) -> None:
    program = start(account=_account_file(tmp_path, _words(server)))

    program.wait(lambda: program.is_in)
    assert (
        program.account == f"Contract {server.account['contract']} · {server.account['username']}"
    )


def test_who_is_signing_in_is_not_said_to_be_out(
    start: Callable[..., Start], server: DemoServer, tmp_path: Path
) -> None:
    server.faults({"command": "*", "kind": "hold"})
    program = start(account=_account_file(tmp_path, _words(server)))

    program.wait(lambda: "Signing in" in program.page_words)
    assert program.account == ""

    server.clear_faults()
    program.wait(lambda: program.is_in)


def test_an_account_file_others_can_read_is_refused_in_a_sentence(
    start: Callable[..., Start], tmp_path: Path
) -> None:
    path = tmp_path / "account.toml"
    path.write_text('contract = "1"\n')
    path.chmod(0o644)

    program = start(account=path)

    program.wait(lambda: "Others on this computer can read" in program.notice)
    assert program.sheet.isVisible()


def test_the_demo_needs_nothing_and_signing_out_leads_back(start: Callable[..., Start]) -> None:
    program = start(demo=True)
    program.wait(lambda: program.is_in)

    program.window.actions_by_key["sign_out"].trigger()

    assert program.sheet.isVisible()
    assert not program.window.actions_by_key["refresh"].isEnabled()
    program.click("demo")
    program.wait(lambda: program.is_in)


def test_what_was_told_in_a_session_goes_with_it(start: Callable[..., Start]) -> None:
    program = start(demo=True)
    program.wait(lambda: program.is_in)
    area = program.window.findChild(NoticeArea)
    assert area is not None
    for text in ("Hansen may be there twice.", "Jensen too."):
        area.show_notice(Notice(text=text, severity=Severity.WARNING))
    program.window.actions_by_key["sign_out"].trigger()
    assert program.sheet.isVisible()
    program.wait(lambda: not program.notice)


def test_who_signed_in_fills_the_sheet_at_the_next_start(
    start: Callable[..., Start], server: DemoServer
) -> None:
    first = start()
    remember = first.sheet.findChild(QCheckBox)
    assert isinstance(remember, QCheckBox)
    remember.setChecked(False)
    first.type_in(**_words(server))
    first.click("sign_in")
    first.wait(lambda: first.is_in)
    first.leave()

    second = start()

    account = second.sheet.account()
    assert account.contract == server.account["contract"]
    assert account.user == server.account["username"]
    assert account.endpoint == server.account["url"]


def test_a_wrong_password_in_a_file_leads_to_the_sheet_with_the_words(
    start: Callable[..., Start], server: DemoServer, tmp_path: Path
) -> None:
    words = {**_words(server), "password": "forkert"}

    program = start(account=_account_file(tmp_path, words))

    program.answered("did not accept the sign-in")
    assert program.account == "Not signed in"
    assert program.sheet.account().user == server.account["username"]


def test_without_the_server_the_window_opens_all_the_same(
    start: Callable[..., Start], server: DemoServer, tmp_path: Path
) -> None:
    words = {**_words(server), "endpoint": "http://127.0.0.1:1/api/endpoint.php"}

    program = start(account=_account_file(tmp_path, words))

    program.wait(lambda: isinstance(program.window.page, Workspace))
    program.wait(lambda: "cannot be reached" in program.notice)


def test_the_demo_leaves_no_account_behind(start: Callable[..., Start]) -> None:
    program = start(demo=True)
    program.wait(lambda: program.is_in)
    program.choose_first()
    field = program.window.findChild(QLineEdit, "field_phone")
    assert isinstance(field, QLineEdit)
    program.wait(field.isVisible)
    field.setText("75112233")

    program.window.close()
    program.wait(lambda: bool(program.window.findChildren(QMessageBox)))
    (box,) = program.window.findChildren(QMessageBox)
    assert box.text() == "Leave the demo?"
    next(each for each in box.buttons() if each.text() == "Leave").click()
    program.wait(program.ending.done)

    assert not (program.profile.root / "accounts").exists()


def test_asking_to_leave_while_signing_out_ends_in_order(
    start: Callable[..., Start], server: DemoServer
) -> None:
    program = _signed_in(start, server)

    program.window.actions_by_key["sign_out"].trigger()
    program.window.actions_by_key["sign_out"].trigger()
    program.leave()
