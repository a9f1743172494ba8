"""The fields of a form between the server and the user: what is stored, what was typed."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from desktop.domain.checks import Unfit
from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved, customer_field, rebased, same
from desktop.domain.fields import Grade
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.editing.choices import Choices
from desktop.services.lists import Lists
from desktop.ui.forms.editors import ChoiceEditor
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.rows import EditRow
from desktop.ui.forms.steps import Steps
from desktop.ui.forms.words import choices_of, fault_text, in_a_sentence
from desktop.ui.labels import label_of
from desktop.ui.texts import tr


class FormFields(QObject):
    """The rows of a form, and what they are changes of.

    Signals:
        edited: Something is typed, or no longer.
        stepped: Undoing or redoing changed this field (EditRow).

    Attributes:
        rows: By the name of the field.
        steps: What can be undone.
        words: Says the value of a field, by its name, an id by what it is called.
    """

    edited = Signal()
    stepped = Signal(object)

    def __init__(self, lists: Lists, parent: QObject) -> None:
        super().__init__(parent)
        self._lists = lists
        self._base = self._newest = Customer({})
        self._waiting: Mapping[str, Value] = {}
        self.rows: dict[str, EditRow] = {}
        self.steps = Steps()
        self.words = self._words

    def add(self, row: EditRow) -> None:
        self.rows[row.name] = row
        row.edited.connect(lambda: self._edited(row))
        row.revert_asked.connect(lambda: self.revert((row.name,)))
        row.editor.named.connect(lambda: self._tell_again(row))

    @property
    def base(self) -> Customer:
        """What the changes are changes of: each field as it was when the user began on it."""
        return self._base

    @property
    def dirty(self) -> tuple[str, ...]:
        return tuple(name for name, row in self.rows.items() if row.is_dirty)

    def changed(self) -> dict[str, Value]:
        """The fields that differ; raises Unfit where one of them cannot be sent."""
        return {name: row.value() for name, row in self.rows.items() if row.is_dirty}

    def typed(self) -> tuple[dict[str, Value], dict[str, str]]:
        """All that differs: the values, and the texts that are no value of their field."""
        values: dict[str, Value] = {}
        texts: dict[str, str] = {}
        for name in self.dirty:
            try:
                values[name] = self.rows[name].value()
            except Unfit:
                texts[name] = self.rows[name].editor.state()
        return values, texts

    def faults(self) -> tuple[str, ...]:
        """What keeps the changes from being sent, a sentence each."""
        found = ((row.field, row.fault) for row in self.rows.values() if row.is_dirty)
        return tuple(
            tr("forms.fault_of", field=label_of(field.name), fault=fault_text(field, fault))
            for field, fault in found
            if fault is not None
        )

    # --- What the server has ----------------------------------------------------------------

    def show_record(self, record: Customer) -> None:
        """Show *record*. Where it is the same customer, what was typed stays.

        Where the server's value of such a field has moved, a remark tells.
        """
        is_new = record.id != self._base.id
        if is_new:
            self.steps.clear()
            self._waiting = {}
        kept = () if is_new else tuple(n for n in self.dirty if self._typed_other(n, record))
        self._newest, self._base = record, rebased(self._base, record, kept)
        for name, row in self.rows.items():
            if name in kept:
                row.keep_typed(self._shown_of(name), self._moved(row))
            else:
                self._show(row)
        self._know()

    def settle(self, saved: Saved, sent: Mapping[str, Value]) -> None:
        """Go on from what came back. What was not stored, or typed since, stays as it is."""
        self._waiting = {}
        typed_since = tuple(name for name in self.dirty if name not in sent)
        self._newest, self._base = saved.after, rebased(self._base, saved.after, typed_since)
        for name, row in self.rows.items():
            if name in saved.not_stored:
                row.keep_typed(saved.after.value(name), self._kept_instead(row))
            elif name in typed_since or (name in sent and row.differs_from(sent[name])):
                row.keep_typed(saved.after.value(name), self._moved(row))
            else:
                self._show(row)
        self._know()
        self.steps.seal()
        self._go_on()

    def show_waiting(self, mine: Mapping[str, Value]) -> None:
        """Show *mine* as what will be stored once the server can be reached; {} for no longer.

        What was typed since stays typed.
        """
        touched = {name for name in (*self._waiting, *mine) if name in self.rows}
        since = {n for n in touched if self.rows[n].is_dirty and self._typed_since(n, mine)}
        self._waiting = dict(mine)
        for name in touched:
            if name in since:
                self.rows[name].keep_typed(self._shown_of(name))
            else:
                self._show(self.rows[name])
        self._know()
        self._go_on()

    def show_choices(self, learned: Choices | None) -> None:
        """Offer what the lists hold now."""
        for row in self.rows.values():
            editor, choice = row.editor, row.field.choice
            if isinstance(editor, ChoiceEditor) and choice is not None:
                editor.set_choices(choices_of(choice, self._lists))
                if not row.is_dirty:
                    self._show(row)
            elif isinstance(editor, LearnedEditor) and choice is not None and learned is not None:
                editor.set_choices(learned.of(choice))
        self._know()

    # --- What the user does -----------------------------------------------------------------

    def load(self, draft: Draft) -> None:
        """Go on with what was typed another time; the base of it is that of then.

        What is typed already stays.
        """
        there = {*draft.mine, *draft.typed}
        names = [name for name, row in self.rows.items() if name in there and not row.is_dirty]
        for name in names:
            if name in draft.typed:
                self.rows[name].editor.set_state(draft.typed[name])
            else:
                self.rows[name].put(draft.mine[name])
        self._base = rebased(draft.base, self._base, names)
        for name in names:
            self.rows[name].keep_typed(self.rows[name].stored, self._moved(self.rows[name]))
        self.steps.clear()
        self._know()
        self._go_on()

    def put(self, values: Mapping[str, Value]) -> None:
        """Show these, which the user decided on, as if they had been typed."""
        with self.steps.as_one():
            for name, value in values.items():
                if name in self.rows and self.rows[name].differs_from(value):
                    self.rows[name].put(value)
                    self.steps.edited(name, self.rows[name].editor.state())
        self._go_on()

    def revert(self, names: Iterable[str] | None = None) -> None:
        """Show what is stored, as far as is known, in all fields or in *names*."""
        with self.steps.as_one():
            for name in names if names is not None else self.dirty:
                self._show(self.rows[name])
                self.steps.edited(name, self.rows[name].editor.state())
        self._go_on()

    def step(self, *, is_back: bool) -> None:
        """Undo the last thing that was typed, or do it again."""
        states = self.steps.back() if is_back else self.steps.forth()
        for name, state in states.items():
            self.rows[name].editor.set_state(state)
            self.stepped.emit(self.rows[name])
        self.steps.seal()

    # --- How --------------------------------------------------------------------------------

    def _words(self, name: str, value: Value) -> str:
        called = self.rows[name].editor.called(value) if name in self.rows else ""
        return called or in_a_sentence(name, value, self._lists)

    def _tell_again(self, row: EditRow) -> None:
        if row.is_dirty and (moved := self._moved(row)):
            row.keep_typed(row.stored, moved)

    def _edited(self, row: EditRow) -> None:
        self.steps.edited(row.name, row.editor.state())
        self._go_on()

    def _go_on(self) -> None:
        """The user has seen what is stored where nothing else is typed: that is the base there."""
        self._base = rebased(self._base, self._newest, self.dirty)
        self.edited.emit()

    def _know(self) -> None:
        self.steps.know({name: row.editor.state() for name, row in self.rows.items()})

    def _show(self, row: EditRow) -> None:
        lasting = ""
        if row.name in self._waiting:
            value = self.words(row.name, self._newest.value(row.name))
            lasting = tr("forms.waiting_field", value=value)
        row.show_value(self._shown_of(row.name), lasting)
        if row.field.text_field and row.name not in self._waiting:
            row.editor.show_companion(self._newest.text(row.field.text_field))
        # A field that is merely guessed is there only where the server has it.
        row.set_shown(row.field.grade is not Grade.INFERRED or self._newest.has(row.name))

    def _shown_of(self, name: str) -> Value:
        return self._waiting[name] if name in self._waiting else self._newest.value(name)

    def _typed_other(self, name: str, record: Customer) -> bool:
        return name in self._waiting or self.rows[name].differs_from(record.value(name))

    def _typed_since(self, name: str, mine: Mapping[str, Value]) -> bool:
        """Whether the field holds something else than what waits, or was about to."""
        return self.rows[name].differs_from(mine[name]) if name in mine else True

    def _moved(self, row: EditRow) -> str:
        value = self._newest.value(row.name)
        if same(customer_field(row.name), self._base.value(row.name), value):
            return ""
        return tr("forms.moved", value=self.words(row.name, value))

    def _kept_instead(self, row: EditRow) -> str:
        value = self._newest.value(row.name)
        return tr("forms.kept_instead", value=self.words(row.name, value))
