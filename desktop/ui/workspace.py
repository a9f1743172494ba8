"""The workspace of one session: tree, card and transfers, and what ties them together."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.support.settings import Settings
from desktop.ui.actions import Actions, Needs
from desktop.ui.messages import Messages
from desktop.ui.panes.card import CustomerCard
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.panel import TreePanel

_SETTLED_AFTER_MS = 150
"""Walking the tree by arrow keys asks the server for nothing until it stops."""
_SECTION = "workspace"
