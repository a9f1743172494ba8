"""A signed-in main window over a real server, and hands to use it with."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QTabWidget,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.account import Account
from desktop.domain.sync import Phase
from desktop.services.accounts import account_from
from desktop.services.session import Session, open_session
from desktop.support.paths import Profile
from desktop.support.settings import Settings
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.workspace import Workspace
from tests.helpers.demo_server import DemoServer

W = TypeVar("W", bound=QWidget)
_PATIENCE_MS = 30_000


def account_of(server: DemoServer) -> Account:
    """The account a server printed, with the password."""
    words = {key: str(value) for key, value in server.account.items() if key != "accesstoken"}
    words["endpoint"] = words.pop("url")
    return account_from(words)


class Desk:
    """The window as the program puts it together, and what a user does with it.

    Attributes:
        notices: What the user was told, in order.
        bugs: Errors that no sentence is for.
    """

    def __init__(self, *, qtbot: QtBot, session: Session, settings: Settings) -> None:
        self.qtbot, self.session, self.settings = qtbot, session, settings
        self.notices: list[Notice] = []
        self.bugs: list[BaseException] = []
        self.window = MainWindow()
        self.furniture = self.window.furnish()
        messages = Messages(record_bug=self.bugs.append)
        messages.noticed.connect(self.notices.append)
        messages.noticed.connect(self.furniture.notices.show_notice)
        messages.settled.connect(self.furniture.notices.dismiss_about)
        self._messages = messages
        self.workspace = Workspace(
            session=session,
            actions=self.window.actions_by_key,
            messages=messages,
            status=self.furniture.status,
            settings=settings,
        )
        self.window.show_page(self.workspace)
        self.window.show()
        self.workspace.start()
        # From here on the server hears nothing but what the test does.
        self.wait(lambda: session.sync.state.phase is Phase.IDLE)
        self.wait(lambda: self.tree.model().rowCount() > 3)

    @property
    def tree(self) -> QTreeView:
        return self.find(QTreeView, "tree")

    def find(self, kind: type[W], name: str) -> W:
        """The widget of this kind and object name; it must be there."""
        found = self.window.findChild(kind, name)
        assert isinstance(found, kind), f"no {kind.__name__} named {name}"
        return found

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=_PATIENCE_MS)

    def trigger(self, action: str) -> None:
        """Use a command of the menus, which must be allowed."""
        found = self.window.actions_by_key[action]
        assert found.isEnabled(), f"{action} is not allowed now"
        found.trigger()

    def click(self, name: str) -> None:
        """Click a button, once it is there to be clicked."""

        def button() -> QAbstractButton | None:
            found = self.window.findChildren(QAbstractButton, name)
            return next((each for each in found if each.isVisible() and each.isEnabled()), None)

        self.wait(lambda: button() is not None)
        found = button()
        assert found is not None
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def row(self, name: str, under: QModelIndex | None = None) -> QModelIndex:
        """The tree's row of this name, which must be loaded."""
        model = self.tree.model()
        parent = under if under is not None else QModelIndex()
        for number in range(model.rowCount(parent)):
            index = model.index(number, 0, parent)
            if index.data() == name:
                return index
        msg = f"no row {name}"
        raise AssertionError(msg)

    def has_row(self, name: str, under: QModelIndex | None = None) -> bool:
        try:
            self.row(name, under)
        except AssertionError:
            return False
        return True

    def select(self, name: str) -> None:
        """Select a row that is loaded, and wait until its record is shown."""
        self.tree.setCurrentIndex(self.row(name))
        self.wait(lambda: self.shown_name == name)

    def search(self, wanted: str) -> None:
        """Type into the search field."""
        field = self.find(QLineEdit, "search")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, wanted)

    def jump(self, wanted: str) -> None:
        """Type into the search field, and press Enter once there is a result."""
        self.search(wanted)
        results = self.find(QAbstractItemView, "results")
        self.wait(lambda: results.isVisible() and results.model().rowCount() > 0)
        QTest.keyClick(self.find(QLineEdit, "search"), Qt.Key.Key_Return)

    def show_tab(self, key: str) -> QWidget:
        """Look at a tab, as by a click on it."""
        tabs = self.find(QTabWidget, "tabs")
        for index in range(tabs.count()):
            page = tabs.widget(index)
            if page is not None and page.objectName() == key:
                tabs.setCurrentIndex(index)
                return page
        msg = f"no tab {key}"
        raise AssertionError(msg)

    @property
    def shown_name(self) -> str:
        """The name of the customer whose record the card shows."""
        record = self.workspace.card.record
        return record.name if record is not None else ""

    async def close(self) -> None:
        self.workspace.stop()
        await self.session.close()
        self.window.close_now()
        self.window.deleteLater()
        # What was deleted later goes now, while the loop is there.
        await asyncio.sleep(0)


def open_desk(*, qtbot: QtBot, until: Callable[..., Any], server: DemoServer, folder: Path) -> Desk:
    """A desk signed in to *server*, whose files lie in *folder*."""
    profile = Profile(folder)
    session: Session = until(open_session(account_of(server), profile=profile))
    return Desk(qtbot=qtbot, session=session, settings=Settings(profile.settings_file))
