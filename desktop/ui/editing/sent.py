"""What is told of saves that waited and went by themselves; what they went over is given back."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.drafts import Covered
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError
from desktop.services.session import Session
from desktop.ui.formats import one_line
from desktop.ui.forms.naming import Naming, naming_of
from desktop.ui.forms.told import told_of_error, told_of_save, told_of_theirs
from desktop.ui.labels import label_of
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice, Offered, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class Sent:
    """One notice for all that went as they should, and one for each that did not."""

    def __init__(self, *, session: Session, messages: Messages) -> None:
        self._session, self._messages = session, messages
        self._tasks = Tasks(messages.report)
        self.stop = self._tasks.stop

    async def tell(self, sent: Sequence[Saved]) -> None:
        plain = [each for each in sent if not each.is_to_be_looked_at]
        if len(plain) == 1:
            name = plain[0].after.name
            self._messages.say(tr("unsent.told.sent_one", name=name), severity=Severity.DONE)
        elif plain:
            text = tr("unsent.told.sent", count=len(plain))
            self._messages.say(text, severity=Severity.DONE)
        for each in sent:
            if each not in plain:
                naming = await self._naming(each)
                self._say(each, told_of_save(each, each.sent, naming.value), each)

    def tell_covered(self, covered: Covered) -> None:
        """What was typed twice, and stands in no form any more."""
        naming = Naming(lists=self._session.lists, choices=self._session.choices)
        values = [
            tr(
                "unsent.told.covered_one",
                field=label_of(name),
                value=one_line(value) if isinstance(value, str) else naming.value(name, value),
            )
            for name, value in covered.typed.items()
        ]
        text = tr("unsent.told.covered", name=covered.customer.name, values=" ".join(values))
        self._messages.say(text, severity=Severity.WARNING)

    def _say(self, saved: Saved, told: Notice, over: Saved | None) -> None:
        """Of whom it is, and where anything went under, the way back."""
        text = tr("unsent.told.of", name=saved.after.name, words=told.text)
        offered = None if over is None or not over.slipped else self._offer(over)
        self._messages.tell(replace(told, text=text, offered=offered))

    def _offer(self, saved: Saved) -> Offered:
        def act() -> None:
            self._tasks.start(f"give back {saved.receipt}", self._give_back(saved))

        return Offered(words=tr("unsent.told.give_back"), act=act)

    async def _give_back(self, saved: Saved) -> None:
        try:
            given = await self._session.edits.put_back_theirs(saved)
        except AppError as error:
            names = tuple(each.name for each in saved.slipped)
            self._say(saved, told_of_error(error, names), saved)
            return
        naming = await self._naming(given)
        again = given if given.slipped else saved if given.not_stored else None
        self._say(given, told_of_theirs(given, naming.value), again)

    async def _naming(self, saved: Saved) -> Naming:
        session = self._session
        kept = session.browse.kept
        return await naming_of(
            saved.slipped, lists=session.lists, choices=session.choices, kept=kept
        )
