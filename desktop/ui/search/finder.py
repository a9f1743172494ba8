"""The left side of the window: the search field, and below it the tree or what was found."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import AppError
from desktop.domain.hits import Found, Hidden, Scope
from desktop.services.changes import Change, Subject
from desktop.ui.messages import Messages
from desktop.ui.problems import describe
from desktop.ui.search.announcing import Announcer
from desktop.ui.search.arrangement import arrange
from desktop.ui.search.emphasis import needles_of
from desktop.ui.search.field import SearchField, Step
from desktop.ui.search.filter_button import FilterButton
from desktop.ui.search.guide import Guide
from desktop.ui.search.leaving import Leaving
from desktop.ui.search.line import Line, Result
from desktop.ui.search.means import Means
from desktop.ui.search.notes import Notes, Standing
from desktop.ui.search.page import ResultsPage
from desktop.ui.search.seeker import Answer, Seeker
from desktop.ui.search.standing import heard_words, none_words, searched_words, standing_of
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.choices import selected
from desktop.ui.tree.panel import TreePanel

_LATE_MS = 300
"""A search that takes longer says that it goes on."""
_AGAIN_AFTER_MS = 1_000
"""While many customers arrive, what is found among them is looked for once in this time."""


class Finder(QWidget):
    """Shows the tree, and in its place results while one searches; the tree stays as it was.

    Signals:
        beside_asked: A customer is to be opened beside the one that is shown (Selected).
        narrowing_changed: What is typed narrows the tree from now on, or no longer (bool).
        hit_changed: Another result is the current one, or none, or they came or went.
    """

    beside_asked = Signal(object)
    narrowing_changed = Signal(bool)
    hit_changed = Signal()

    def __init__(self, *, tree: TreePanel, means: Means, messages: Messages) -> None:
        super().__init__()
        self._tree, self._means = tree, means
        self._tasks = Tasks(messages.report)
        self._seeker = Seeker(means=means, tasks=self._tasks)
        self._field, self._narrow, self._notes = SearchField(), FilterButton(), Notes()
        self._page = ResultsPage()
        head = (self._field, self._narrow, self._notes)
        self._stack = arrange(self, head, tree, self._page)
        self._guide = Guide(tree=tree, browse=means.browse, bar=self._page.ask, tasks=self._tasks)
        self._announcer, self._leaving = Announcer(self._field), Leaving(self)
        self._answer: Answer | None = None
        self._hidden = Hidden()
        self._then: Callable[[], None] | None = None
        self._told = ""
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_AFTER_MS)
        self._connect()
        self._page.model.put_types(means.lists.types)
        self._unsubscribe = means.changes.subscribe(self._changed)

    @property
    def is_searching(self) -> bool:
        """Whether results stand in the tree's place."""
        return self._stack.currentWidget() is self._page

    @property
    def hit(self) -> Selected | None:
        """The current result, once it is one of what is typed now."""
        result = self._page.view.current if self._is_answered or not self._typed else None
        return selected(result.row) if result is not None else None

    def start(self) -> None:
        """Learn what is pinned, so that results show it."""
        self._seeker.read_pins()

    def stop(self) -> None:
        self._unsubscribe()
        self._late.stop()
        self._again.stop()
        self._tasks.stop()

    def focus_search(self) -> None:
        """Let the user type over what stands in the field."""
        self._field.focus()

    def search_for(self, text: str) -> None:
        """As if the user had typed *text*."""
        self._field.focus()
        self._field.setText(text)

    def set_narrowing(self, narrowing: bool) -> None:  # a slot of QAction.toggled
        """Narrow the tree to what is typed instead of listing it, or no longer."""
        self._narrow.setChecked(narrowing)

    # --- Searching ----------------------------------------------------------------------------

    @property
    def _typed(self) -> str:
        return self._field.text().strip()

    @property
    def _is_answered(self) -> bool:
        """Whether what was found is of what is typed now."""
        return self._answer is not None and self._answer.text == self._typed

    def _type(self) -> None:
        """What is typed is another: whatever was to be done about the last is over."""
        self._then, self._told = None, ""
        self._again.stop()
        self._guide.stay()
        if self._typed:
            self._search()
        else:
            self._clear()

    def _search(self) -> None:
        sieve = self._tree.sieve
        self._seeker.scope = Scope(with_closed=sieve.with_closed, maingroup=sieve.maingroup)
        self._late.start()
        self._seeker.find(self._typed, narrowing=self._narrow.isChecked())

    def _clear(self) -> None:
        """Back to the tree as it was."""
        self._seeker.forget()
        self._late.stop()
        self._answer = None
        if self._narrow.isChecked():
            self._tree.show_only(None)
        self._show_tree()

    def _show_answer(self, answer: Answer) -> None:
        if answer.text != self._typed:
            return
        self._late.stop()
        before, self._answer = self._answer, answer
        is_same = before is not None and before.text == answer.text
        if isinstance(answer.found, Found):
            self._show_found(answer.text, answer.found, is_same=is_same)
        elif before is None or before.found != answer.found:
            self._tree.show_only(answer.found.ids)
        self._show_standing()
        self.hit_changed.emit()
        if (then := self._then) is not None:
            self._then = None
            then()

    def _show_found(self, text: str, found: Found, *, is_same: bool) -> None:
        self._page.ask.show()
        if found.hits:
            lines, needles = self._seeker.lines(found), needles_of(text)
            self._page.show_lines(lines, needles, is_same_search=is_same, is_more=found.is_more)
            words = heard_words(found, self._page.view.current_words)
        else:
            words = none_words(text)
            self._page.show_message(words)
        self._stack.setCurrentWidget(self._page)
        if not is_same:
            self._announcer.say_soon(words)

    def _show_hidden(self, hidden: Hidden) -> None:
        self._hidden = hidden
        self._show_standing()

    def _show_standing(self) -> None:
        is_of_use = self.is_searching or self._narrow.isChecked()
        if self._answer is not None and is_of_use:
            state = self._means.state()
            standing = standing_of(self._answer, self._hidden, self._seeker, state)
            self._notes.show_standing(standing)
        else:
            self._notes.show_standing(Standing(words=self._told))

    def _tell(self, words: str) -> None:
        """Say *words* of the customer the tree shows, until something else is typed."""
        self._told = words
        self._show_standing()

    def _show_used(self, lines: tuple[Line, ...]) -> None:
        if lines and not self._typed:
            self._page.ask.hide()
            self._page.show_lines(lines, (), is_same_search=self.is_searching)
            self._stack.setCurrentWidget(self._page)

    def _show_failure(self, error: AppError) -> None:
        self._say_in_place(describe(error).text)

    def _admit_late(self) -> None:
        if not self._is_answered:
            self._say_in_place(searched_words(self._means.state()) or tr("search.searching"))

    def _say_in_place(self, words: str) -> None:
        self._late.stop()
        self._answer = None
        if self._narrow.isChecked():
            self._notes.show_standing(Standing(words=words))
        else:
            self._page.show_message(words)
            self._stack.setCurrentWidget(self._page)

    def show_tree(self) -> None:
        """Put the tree in front of what was found; what is typed stays."""
        self._then = None
        self._arrive()

    def _show_tree(self) -> None:
        self._stack.setCurrentWidget(self._tree)
        self._show_standing()

    def _arrive(self) -> None:
        """The tree shows who was looked for: no answer on its way may take its place again."""
        self._again.stop()
        self._seeker.stop()
        self._show_tree()

    def _forget_narrowing(self) -> None:
        """The tree went on to somebody who was not among those looked for."""
        self._field.put_text("")
        self._clear()

    def _widen_closed(self) -> None:
        self._seeker.shows_closed = not self._seeker.shows_closed
        self._search()

    def _widen_groups(self) -> None:
        self._seeker.shows_others = not self._seeker.shows_others
        self._search()

    def _toggle_narrowing(self, narrowing: bool) -> None:  # a slot
        placeholder = "search.placeholder_narrow" if narrowing else "search.placeholder"
        self._field.setPlaceholderText(tr(placeholder))
        self._answer = None
        if narrowing:
            self._show_tree()
            self._field.focus()
        else:
            self._tree.show_only(None)
        if self._typed:
            self._search()
        self.narrowing_changed.emit(narrowing)

    # --- What the user does -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # In the tree, Escape means what it means in the field: everybody again.
        if event.key() == Qt.Key.Key_Escape and self._typed and self._narrow.isChecked():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """The user came to the field: show what there is to choose from."""
        if self._narrow.isChecked() or self.is_searching:
            return
        if self._typed:
            self._search()
        else:
            self._seeker.read_used()

    def _take(self, step: Step) -> None:
        if self._narrow.isChecked():
            self._tree.setFocus()
        elif self.is_searching:
            self._page.view.take(step)
            self._announcer.say(self._page.view.current_words)
        else:
            self._enter()

    def _leave(self) -> None:
        """Escape: back to the tree, whatever was typed."""
        self._field.put_text("")
        self._type()
        self._tree.setFocus()

    def _act_on_current(self, act: Callable[[Result], None]) -> None:
        """Do what is meant with the current result, as soon as it is known which one that is."""
        if self._narrow.isChecked():
            self._tree.setFocus()
        elif self._typed and not self._is_answered:
            self._then = partial(self._act_on_current, act)
        elif not self._typed and not self.is_searching:
            return
        elif (result := self._page.view.current) is not None:
            act(result)
        elif act == self._reveal:
            self._guide.ask(self._typed)

    def _reveal(self, result: Result) -> None:
        self._guide.go_to(result.row.id)

    def _open_beside(self, result: Result) -> None:
        self.beside_asked.emit(selected(result.row))

    def _pin(self, result: Result) -> None:
        self._means.marks.pin(result.row.id, pinned=not result.is_pinned)

    # --- What happens meanwhile ---------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            self._page.model.put_types(self._means.lists.types)
        elif change.subject is Subject.SYNC:
            self._show_standing()
        elif change.subject is Subject.MARKS:
            self._seeker.read_pins()
        elif change.subject is Subject.CUSTOMERS:
            self._refresh_soon()

    def _show_pins(self) -> None:
        """Pins and recent use changed; what was found is the same."""
        if self.is_searching and not self._typed:
            self._seeker.read_used()
        elif self.is_searching and self._answer is not None:
            self._show_answer(self._answer)

    def _refresh_soon(self) -> None:
        is_of_use = self.is_searching or (self._typed and self._narrow.isChecked())
        if is_of_use and not self._again.isActive():
            self._again.start()

    def _search_again(self) -> None:
        if self._typed:
            self._search()
        elif self.is_searching:
            self._seeker.read_used()

    def _narrow_again(self) -> None:
        """The tree is to show others, and so are those that match."""
        if self._typed and self._narrow.isChecked():
            self._search()

    def _look_away(self) -> None:
        """Who looks elsewhere without having typed anything wants the tree back."""
        if not self._typed:
            self._clear()

    # --- Parts --------------------------------------------------------------------------------

    def _connect(self) -> None:
        field, view = self._field, self._page.view
        field.edited.connect(self._type)
        field.entered.connect(self._enter)
        field.step_asked.connect(self._take)
        field.left.connect(self._leave)
        field.reveal_asked.connect(lambda: self._act_on_current(self._reveal))
        field.beside_asked.connect(lambda: self._act_on_current(self._open_beside))
        field.pin_asked.connect(lambda: self._act_on_current(self._pin))
        view.reveal_asked.connect(self._reveal)
        view.beside_asked.connect(self._open_beside)
        view.pin_asked.connect(self._pin)
        view.left.connect(self._leave)
        self._page.ask.ask_asked.connect(lambda: self._guide.ask(self._typed))
        self._notes.closed_asked.connect(self._widen_closed)
        self._notes.others_asked.connect(self._widen_groups)
        self._narrow.toggled.connect(self._toggle_narrowing)
        self._tree.sieve_changed.connect(self._narrow_again)
        self._tree.all_shown.connect(self._forget_narrowing)
        self._seeker.answered.connect(self._show_answer)
        self._seeker.counted.connect(self._show_hidden)
        self._seeker.used_read.connect(self._show_used)
        self._seeker.pins_read.connect(self._show_pins)
        self._seeker.failed.connect(self._show_failure)
        self._late.timeout.connect(self._admit_late)
        self._again.timeout.connect(self._search_again)
        self._guide.arriving.connect(self._arrive)
        self._guide.lost.connect(self._search_again)
        self._guide.told.connect(self._tell)
        self._leaving.left.connect(self._look_away)
        self._stack.currentChanged.connect(self.hit_changed)
        view.selectionModel().currentChanged.connect(self.hit_changed)
