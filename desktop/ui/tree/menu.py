"""The menu of a row."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.rows import CustomerRow
from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the menu; its words are `tree.menu.<key>`."""

    key: str
    act: Callable[[], object]
    enabled: bool = True


def row_menu(parent: QWidget, choices: tuple[Choice | None, ...]) -> QMenu:
    """A menu of *choices*, None being a line between them; it throws itself away."""
    menu = QMenu(parent)
    menu.setObjectName("row_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for choice in choices:
        if choice is None:
            menu.addSeparator()
            continue
        action = menu.addAction(tr(f"tree.menu.{choice.key}"))
        action.setObjectName(choice.key)
        action.setEnabled(choice.enabled)
        action.triggered.connect(lambda _checked=False, act=choice.act: act())
    return menu


def copy_number(customer: CustomerRow) -> None:
    QGuiApplication.clipboard().setText(customer.number)
