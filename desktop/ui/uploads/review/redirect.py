"""The choice of another customer for a batch: a search field, and who is found."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from desktop.domain.batches import Target
from desktop.domain.errors import AppError
from desktop.domain.hits import Found, Scope
from desktop.ui.entered import EnterDialog
from desktop.ui.messages import Messages
from desktop.ui.problems import describe
from desktop.ui.search.announcing import Announcer
from desktop.ui.search.emphasis import needles_of
from desktop.ui.search.field import SearchField, Step
from desktop.ui.search.line import Line, Result
from desktop.ui.search.means import Means
from desktop.ui.search.page import ResultsPage
from desktop.ui.search.seeker import Answer, Barred, Seeker
from desktop.ui.search.standing import heard_words, none_words
from desktop.ui.search.words import name_of
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_LATE_MS = 300
"""A search that takes longer says that it goes on."""


class RedirectDialog(EnterDialog):
    """Finds a customer as the search does, closed ones too; Enter takes the current one.

    Those whom *barred* names are not offered.

    Attributes:
        target: Who was taken; None where nobody was.
    """

    def __init__(
        self, *, finding: Means, messages: Messages, parent: QWidget, barred: Barred | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("review_redirect_dialog")
        self.setWindowTitle(tr("review.redirect.title"))
        self.target: Target | None = None
        self._tasks = Tasks(messages.report)
        self._seeker = Seeker(means=finding, tasks=self._tasks)
        # Files may be for anyone: of a closed one the strip asks before anything is sent.
        self._seeker.scope = Scope()
        self._seeker.barred = barred
        self._field, self._page = _field(), ResultsPage()
        self._page.ask.hide()
        self._announcer = Announcer(self._field)
        self._answered = ""
        self._is_taking = False
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._take_button = QPushButton(tr("review.redirect.take"))
        self._page.model.put_types(finding.lists.types)
        self._lay_out()
        self._connect()
        self._seeker.read_pins()
        self._seeker.read_used()

    def sizeHint(self) -> QSize:
        return QSize(520, 460)

    def done(self, result: int) -> None:
        self._late.stop()
        self._tasks.stop()
        super().done(result)

    # --- searching ----------------------------------------------------------------------------

    def _type(self) -> None:
        self._is_taking = False
        if self._typed:
            self._late.start()
            self._seeker.find(self._typed, narrowing=False)
        else:
            self._seeker.read_used()

    @property
    def _typed(self) -> str:
        return self._field.text().strip()

    def _show_answer(self, answer: Answer) -> None:
        if answer.text != self._typed or not isinstance(answer.found, Found):
            return
        self._late.stop()
        self._answered = answer.text
        if answer.found.hits:
            self._show_lines(self._seeker.lines(answer.found), needles_of(answer.text))
            self._announcer.say_soon(heard_words(answer.found, self._page.view.current_words))
        else:
            words = tr("move.choose.barred") if answer.is_barred else none_words(answer.text)
            self._say(words)
            self._announcer.say_soon(words)
        if self._is_taking:
            self._take_current()

    def _show_used(self, lines: tuple[Line, ...]) -> None:
        if not self._typed:
            self._answered = ""
            self._show_lines(lines, ())

    def _show_lines(self, lines: tuple[Line, ...], needles: tuple[str, ...]) -> None:
        self._page.show_lines(lines, needles, is_same_search=False)
        self._fit()

    def _show_failure(self, error: AppError) -> None:
        self._say(describe(error).text)

    def _say(self, words: str) -> None:
        self._late.stop()
        self._page.show_message(words)
        self._fit()

    def _fit(self) -> None:
        self._take_button.setEnabled(self._page.view.current is not None)

    # --- taking -------------------------------------------------------------------------------

    def _take_current(self) -> None:
        """Take the one that Enter means, as soon as it is known which one that is."""
        if self._answered != self._typed:
            self._is_taking = True
            return
        self._is_taking = False
        if (result := self._page.view.current) is not None:
            self._take(result)

    def _take(self, result: Result) -> None:
        row = result.row
        self.target = Target(
            id=row.id,
            name=name_of(row),
            number=row.number,
            path=result.path,
            is_closed=bool(row.is_closed),
            is_blocked=bool(row.is_blocked),
        )
        self.accept()

    def _step(self, step: Step) -> None:
        self._page.view.take(step)
        self._announcer.say(self._page.view.current_words)
        self._fit()

    # --- parts --------------------------------------------------------------------------------

    def _connect(self) -> None:
        field, view = self._field, self._page.view
        field.edited.connect(self._type)
        field.step_asked.connect(self._step)
        field.reveal_asked.connect(self._take_current)
        field.left.connect(self.reject)
        view.reveal_asked.connect(self._take)
        view.left.connect(self.reject)
        view.selectionModel().currentChanged.connect(self._fit)
        self._take_button.clicked.connect(self._take_current)
        self._seeker.answered.connect(self._show_answer)
        self._seeker.used_read.connect(self._show_used)
        self._seeker.failed.connect(self._show_failure)
        self._late.timeout.connect(lambda: self._say(tr("search.searching")))

    def _lay_out(self) -> None:
        # Its commands are the window's: showing in the tree, opening beside.
        self._page.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._take_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._take_button.setObjectName("review_redirect_take")
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(tr("review.cancel"))
        cancel.setIcon(QIcon())
        for each in (self._take_button, cancel):
            each.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._field)
        layout.addWidget(self._page, 1)
        layout.addWidget(buttons)
        self._field.setFocus()
        self._fit()


def _field() -> SearchField:
    field = SearchField()
    field.setObjectName("review_redirect_search")
    field.setPlaceholderText(tr("review.redirect.placeholder"))
    field.setAccessibleName(tr("review.redirect.title"))
    field.setToolTip("")
    return field
