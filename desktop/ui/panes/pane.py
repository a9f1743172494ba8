"""What all panes on a customer share: loading what is asked, and never painting an older answer."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import AppError, TimedOut, Unreachable
from desktop.services.changes import Change, Subject
from desktop.services.connection import Reach
from desktop.ui.age import AgeLine
from desktop.ui.around import Around
from desktop.ui.faces import Face, Faces
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_SOON_MS = 1000
_READ = (Face.CONTENT, Face.EMPTY)


class Pane(QWidget):
    """One tab on a customer. Subclasses read in `_load` and tell by `_show` what came.

    `show_customer` is for a selection that has settled and a pane that can be seen; asked twice
    for the same customer it reads once. All reads of `_load` start in one turn of the loop.
    What failed for want of a connection is read again when the connection is back.
    """

    loading_key = "pane.loading"
    """What is said while the first answer is awaited."""

    def __init__(self, content: QWidget, *, name: str, around: Around) -> None:
        super().__init__()
        self.setObjectName(name)
        self.faces = Faces(content)
        self.faces.retry_asked.connect(self._try_again)
        self.age = AgeLine(around)
        self._around = around
        self._messages = around.messages
        self._tasks = Tasks(self._report_bug)
        self._selected: Selected | None = None
        self._is_stale = True
        self._is_cut_off = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._refresh)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.faces, 1)
        self._layout.addWidget(self.age)
        self._unsubscribe = around.changes.subscribe(self._changed)
        self.faces.show_empty(tr("panes.no_customer"))

    @property
    def selected(self) -> Selected | None:
        return self._selected

    def show_customer(self, selected: Selected | None) -> None:
        """Show *selected*, reading what is not known yet; None for no customer."""
        is_same = selected is not None and self._is_of(selected.id)
        self._selected = selected
        if is_same and not self._is_stale:
            return
        if selected is None:
            self._tasks.stop()
            self._clear()
            self._is_stale = True
            self.faces.show_empty(tr("panes.no_customer"))
        elif is_same and self.faces.face is Face.CONTENT:
            self._try_again()
        else:
            self._tasks.stop()
            self._clear()
            self.faces.show_loading(tr(self.loading_key))
            self._start(selected)

    def reload(self) -> None:
        """Read again; what is shown stays until the answer is there."""
        self._try_again()

    def state(self) -> dict[str, object]:
        """Columns, sorting and the like, for the settings."""
        return {}

    def restore(self, state: Mapping[str, object]) -> None:
        """Put back what `state` gave; what does not fit is passed over."""

    def stop(self) -> None:
        """End all reads, for good."""
        self._tasks.stop()
        self._soon.stop()
        self._unsubscribe()
        self.age.stop()

    # --- for subclasses -----------------------------------------------------------------------

    async def _load(self, selected: Selected) -> None:
        """Read and show; a problem is shown by the caller."""
        raise NotImplementedError

    def _forget(self) -> None:
        """Clear what belongs to the customer shown so far."""
        raise NotImplementedError

    def _note(self, change: Change) -> None:
        """Something changed somewhere."""

    def _show(self, *, empty: str = "", at: datetime | None = None, is_mirrored: bool) -> None:
        """Show the content, or the sentence *empty* in its place; for *at* see `AgeLine`."""
        if empty:
            self.faces.show_empty(empty)
        else:
            self.faces.show_content()
        self.age.show_age(at, is_mirrored=is_mirrored)

    def _refresh(self) -> None:
        """Something of this customer changed: read now, or when the pane is looked at again."""
        self._is_stale = True
        if self.isVisible():
            self._try_again()

    def _refresh_for(self, change: Change) -> None:
        """As `_refresh`; at most once a second where what changed is too much to be named."""
        if change.ids:
            self._refresh()
        elif not self._soon.isActive():
            self._soon.start()

    def _is_of(self, customer: int) -> bool:
        return self._selected is not None and self._selected.id == customer

    def _concerns(self, change: Change) -> bool:
        """Whether a change of customers may be one of the selected."""
        return self._selected is not None and (not change.ids or self._selected.id in change.ids)

    @property
    def _is_read(self) -> bool:
        """Whether what is shown was read: something, or that there is nothing."""
        return self._selected is not None and self.faces.face in _READ

    # --- how ----------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change.subject is not Subject.CONNECTION:
            self._note(change)
        elif self._is_cut_off and self._around.connection.reach is Reach.CONNECTED:
            self._is_cut_off = False
            self._refresh()

    def _try_again(self) -> None:
        if self._selected is None:
            return
        if not self._is_read:
            self.faces.show_loading(tr(self.loading_key))
        self._start(self._selected)

    def _start(self, selected: Selected) -> None:
        self._is_stale = self._is_cut_off = False
        self._tasks.start("load", self._try_to_load(selected))

    async def _try_to_load(self, selected: Selected) -> None:
        try:
            await self._load(selected)
        except AppError as error:
            # Coming back to the tab tries again.
            self._is_stale = True
            self._problem(error)

    def _problem(self, error: AppError) -> None:
        """In place where nothing is shown yet, else beside it."""
        self._is_cut_off = isinstance(error, Unreachable | TimedOut)
        if not self._is_read:
            self.age.show_none()
            self.faces.show_problem(error)
        elif not self._is_cut_off:
            # That there is no connection stands at the foot, however many panes want one.
            self._messages.report(error)

    def _report_bug(self, error: BaseException) -> None:
        self._is_stale = True
        self._messages.report(error)
        if self.faces.face is not Face.CONTENT:
            self.faces.show_problem(error)

    def _clear(self) -> None:
        self._forget()
        self._is_cut_off = False
        self.age.show_none()
