"""Choosing another parent for the customer in a form, and showing where it would be then."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem, Verdict
from desktop.ui.asking import answered
from desktop.ui.forms.form import CustomerForm
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.parents import ParentDialog
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice, Severity
from desktop.ui.search.words import name_of
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_REFUSED = frozenset({MoveProblem.ITSELF, MoveProblem.BELOW})


class ParentChoice(QObject):
    """Nothing is sent: the move is one of the changes that are saved together.

    Signals:
        refused: The customer cannot be put there (Notice).
    """

    refused = Signal(object)

    def __init__(self, *, form: CustomerForm, means: FormMeans, messages: Messages) -> None:
        super().__init__(form)
        self._form, self._means, self._messages = form, means, messages
        self._tasks = Tasks(messages.report)
        form.parent_choice_asked.connect(lambda: self._tasks.start("parent", self._choose()))
        form.top_asked.connect(lambda: form.parent_editor.choose(NO_CUSTOMER))

    def stop(self) -> None:
        self._tasks.stop()

    async def _choose(self) -> None:
        finding, base = self._means.finding, self._form.fields.base.id
        if finding is None:
            return
        moving = self._means.moving
        dialog = ParentDialog(
            finding=finding,
            messages=self._messages,
            parent=self._form,
            barred=partial(moving.barred, base) if moving is not None else None,
        )
        async with answered(dialog):
            target = dialog.target
        if target is None or self._form.fields.base.id != base:
            return
        self._form.parent_editor.know(target.id, target.name)
        await self._put(base, target.id)

    async def _put(self, customer: CustomerId, parent: CustomerId) -> None:
        editor = self._form.parent_editor
        if self._means.moving is not None:
            verdict = await self._means.moving.check(customer, parent)
            if verdict.problem in _REFUSED:
                self.refused.emit(_told(verdict.problem))
                return
            self._show_path(parent, verdict)
        if self._form.fields.base.id == customer:
            editor.choose(parent)
            editor.inner.setFocus()

    def _show_path(self, parent: CustomerId, verdict: Verdict) -> None:
        names = [name_of(row) for row in verdict.path]
        if names:
            self._form.parent_editor.know(parent, names[-1], names)


def _told(problem: MoveProblem) -> Notice:
    return Notice(text=tr(f"forms.parent.{problem.value}"), severity=Severity.WARNING)
