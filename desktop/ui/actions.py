"""Every command of the window, in one table."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.ui.texts import tr


class Needs(Enum):
    """What must be there for a command to make sense.

    CUSTOMER is one at hand: a result, beside, or in the tree. IN_TREE is that one there, ELSEWHERE
    one that is not beside already. A TAKER takes files, a PASTER from the clipboard, too. CHANGES
    are those of the form with the keyboard.
    """

    NOTHING = "nothing"
    SESSION = "session"
    CUSTOMER = "customer"
    IN_TREE = "in_tree"
    ELSEWHERE = "elsewhere"
    TAKER = "taker"
    PASTER = "paster"
    CHANGES = "changes"


class Command(NamedTuple):
    """A command's key (its texts are `action.<key>`), shortcut, icon and needs."""

    key: str
    shortcut: str = ""
    icon: str = ""
    needs: Needs = Needs.SESSION
    checkable: bool = False


COMMANDS = (
    Command("new_top", "Ctrl+Shift+N", "add"),
    Command("new_child", "Ctrl+N", "add", Needs.CUSTOMER),
    Command("new_beside", "Ctrl+Alt+N", "add", Needs.CUSTOMER),
    Command("move", "Ctrl+M", "", Needs.CUSTOMER),
    Command("close_customer", "", "", Needs.CUSTOMER),
    Command("block_customer", "", "", Needs.CUSTOMER),
    Command("add_files", "Ctrl+U", "attach", Needs.TAKER),
    # Where a text field has the keyboard, the keys are the field's.
    Command("paste_files", "Ctrl+V", "paste", Needs.PASTER),
    Command("save", "Ctrl+S", "save", Needs.CHANGES),
    Command("revert", "", "", Needs.CHANGES),
    Command("sign_out", "", "sign_out"),
    Command("quit", "Ctrl+Q", "", Needs.NOTHING),
    Command("find", "Ctrl+F", "search"),
    Command("filter_tree", "Ctrl+Shift+F", "filter", checkable=True),
    Command("refresh", "F5", "refresh"),
    Command("refresh_all", "Shift+F5"),
    Command("beside", "Ctrl+Return", "beside", Needs.ELSEWHERE),
    Command("pin", "Ctrl+D", "pin", Needs.CUSTOMER, checkable=True),
    Command("mark_branch_seen", "Ctrl+Shift+M", "", Needs.CUSTOMER),
    Command("mark_all_seen"),
    Command("check_copy"),
    Command("rebuild_copy"),
    Command("expand_branch", "Ctrl+Shift+Right", "", Needs.IN_TREE),
    Command("parent", "Alt+Up", "", Needs.CUSTOMER),
    Command("expiring", "Ctrl+E", "clock"),
    Command("import"),
    Command("bulk", "Ctrl+Shift+B", "", Needs.CUSTOMER),
    Command("unsent", "Ctrl+Shift+E"),
    Command("rules"),
    Command("transfers", "Ctrl+T", "transfers", checkable=True),
    Command("review", "Ctrl+Shift+U"),
    Command("ledger", "Ctrl+L"),
    Command("upload_settings"),
    Command("about", "", "", Needs.NOTHING),
)

MENUS: Mapping[str, tuple[str, ...]] = {
    "customer": (
        *("new_top", "new_child", "new_beside", "import", "bulk", "", "add_files", ""),
        *("save", "revert", "", "move", "close_customer", "block_customer", ""),
        *("pin", "beside", "", "unsent"),
        *("", "quit"),
    ),
    "view": (
        *("find", "filter_tree", "", "refresh", "refresh_all", "", "expand_branch", "parent"),
        *("", "mark_branch_seen", "mark_all_seen", "", "expiring"),
    ),
    "uploads": (
        *("add_files", "paste_files", "", "transfers", "review", "ledger", ""),
        "upload_settings",
    ),
    "account": ("check_copy", "rebuild_copy", "", "rules", "", "sign_out", "about"),
}
"""The menus in order; "" is a line between groups."""

EVERYWHERE = frozenset({"quit"})
"""Their keys also count in the windows beside the main one, unless a question is open."""

TOOLBAR = ("refresh", "new_child", "add_files", "", "expiring", "transfers")


class Actions:
    """The commands as QActions, by key."""

    def __init__(self, owner: QObject) -> None:
        self._needs = {command.key: command.needs for command in COMMANDS}
        self._actions = {command.key: _action(command, owner) for command in COMMANDS}
        self.allow(frozenset({Needs.NOTHING}))

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def dress(self) -> None:
        """Give the actions icons and shortcuts, which a first paint need not wait for."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence

        from desktop.ui.icons import icon

        for command in COMMANDS:
            action = self._actions[command.key]
            if command.icon:
                action.setIcon(icon(command.icon))
            if command.key in EVERYWHERE:
                action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                action.setToolTip(f"{action.text().replace('&', '')} ({keys})")

    def allow(self, there: frozenset[Needs]) -> None:
        """Enable what needs only what is there."""
        for key, action in self._actions.items():
            action.setEnabled(self._needs[key] is Needs.NOTHING or self._needs[key] in there)


def _action(command: Command, owner: QObject) -> QAction:
    action = QAction(tr(f"action.{command.key}"), owner)
    action.setObjectName(command.key)
    action.setCheckable(command.checkable)
    return action
