"""What the frame carries once it has been painted: toolbar, notices, status bar, icons."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from desktop.support.resources import resource
from desktop.ui.actions import TOOLBAR, Actions
from desktop.ui.notice_area import NoticeArea
from desktop.ui.status_bar import StatusBar
from desktop.ui.texts import tr

_TOOL_ICON = 18
_MORE = "qt_toolbar_ext_button"
"""Qt's own button for what finds no room on the bar."""


class Furniture:
    """The parts of the frame; the toolbar is hidden until there is a session to use it on."""

    def __init__(self, actions: Actions) -> None:
        actions.dress()
        self.window_icon = QIcon(str(resource("icons", "bizztree.svg")))
        self.notices = NoticeArea()
        self.status = StatusBar()
        self.toolbar = _toolbar(actions)


def _toolbar(actions: Actions) -> QToolBar:
    bar = QToolBar(tr("menu.toolbar"))
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(_TOOL_ICON, _TOOL_ICON))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for key in TOOLBAR:
        if key:
            bar.addAction(actions[key])
        else:
            bar.addWidget(_spring())
    if (more := bar.findChild(QToolButton, _MORE)) is not None:
        more.setAccessibleName(tr("menu.toolbar_more"))
        more.setToolTip(tr("menu.toolbar_more"))
    bar.hide()
    return bar


def _spring() -> QWidget:
    spring = QWidget()
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spring
