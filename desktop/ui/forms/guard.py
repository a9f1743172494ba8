"""The question before a form with unsaved changes goes."""

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.forms.busy import Busy
from desktop.ui.forms.drafting import Drafting
from desktop.ui.forms.fields import FormFields
from desktop.ui.messages import Messages, Question
from desktop.ui.texts import tr


class Guard:
    """Lets nobody leave before what was typed is saved, kept as a draft or given up."""

    def __init__(
        self,
        *,
        fields: FormFields,
        busy: Busy,
        drafting: Drafting,
        save: Callable[[], Awaitable[bool]],
        messages: Messages,
        window: QWidget,
    ) -> None:
        self._fields, self._busy, self._drafting = fields, busy, drafting
        self._save, self._messages, self._window = save, messages, window
        self._is_asking = False

    async def may_leave(self) -> bool:
        """Whether the form may go; asks where there are unsaved changes."""
        await self._busy.over()
        # More than once where the user types on while what was there is saved.
        while self._fields.dirty:
            if self._is_asking:
                return False
            if not await self._do(await self._ask()):
                return False
        await self._drafting.written()
        return True

    async def _do(self, answer: str) -> bool:
        match answer:
            case "save":
                return await self._save()
            case "draft":
                is_kept = await self._drafting.kept()
                if is_kept:
                    self._drafting.empty()
                return is_kept
            case "discard":
                self._fields.revert()
                return True
            case _:
                return False

    async def _ask(self) -> str:
        self._is_asking = True
        try:
            return await self._messages.ask(self._question(), self._window)
        finally:
            self._is_asking = False

    def _question(self) -> Question:
        faults = self._fields.faults()
        save = () if faults else (("save", tr("forms.leave.save")),)
        return Question(
            title=tr("forms.leave.title", name=self._fields.base.name),
            text=tr("forms.leave.faulty") if faults else tr("forms.leave.text"),
            answers=(
                *save,
                ("draft", tr("forms.leave.draft")),
                ("discard", tr("forms.leave.discard")),
                ("stay", tr("forms.leave.stay")),
            ),
            default="draft" if faults else "save",
            details="\n".join(faults),
        )
