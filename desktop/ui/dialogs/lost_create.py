"""What the sheet for a new customer learns of a create whose answer was lost."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import CreateUnsure
from desktop.domain.ids import CustomerId
from desktop.domain.values import Value
from desktop.services.edits import Edits
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class LostCreate(QObject):
    """Waits until it is known what it made.

    Signals:
        found: It made just what was waited for (Customer, its fields).
        doubted: It may have made a certain one (CreateUnsure).
        missed: It has made nothing.
    """

    found = Signal(object, object)
    doubted = Signal(object)
    missed = Signal()

    def __init__(
        self, *, edits: Edits, report: Callable[[BaseException], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._edits = edits
        self._tasks = Tasks(report)
        self._is_waited_for = False

    def take_up(self, fields: Mapping[str, Value], parent: CustomerId) -> str:
        """Wait for one of another day that made *fields*; what to say of it, "" for none."""
        until = self._edits.create_looked_for_until(fields, parent)
        if until is None:
            return ""
        self.wait_for(fields, parent)
        return tr("newcustomer.looked_for", clock=until.astimezone().strftime("%H:%M"))

    def is_looked_for(self, fields: Mapping[str, Value], parent: CustomerId) -> bool:
        """Whether one may be made yet, as *fields* or as they were when it was sent."""
        until = self._edits.create_looked_for_until(fields, parent)
        return self._is_waited_for or until is not None

    def wait_for(self, fields: Mapping[str, Value], parent: CustomerId) -> None:
        self._tasks.start("lost", self._wait_for(fields, parent))

    def stop(self) -> None:
        self._tasks.stop()

    async def _wait_for(self, fields: Mapping[str, Value], parent: CustomerId) -> None:
        self._is_waited_for = True
        try:
            made = await self._edits.outcome_of_create(fields, parent)
        except CreateUnsure as error:
            self.doubted.emit(error)
            return
        finally:
            self._is_waited_for = False
        if made is None:
            self.missed.emit()
        else:
            self.found.emit(made, fields)
