"""What the tree leaves out: the choice of main group, and chips that say what is hidden."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.domain.danish import sort_key
from desktop.domain.ids import MaingroupId
from desktop.domain.records import Maingroup
from desktop.ui.texts import tr
from desktop.ui.tree.node import Hidden
from desktop.ui.tree.sieve import EVERY_MAINGROUP, Sieve


class Filters(QWidget):
    """Chooses a sieve.

    Signals:
        sieve_chosen: The user wants to see what passes this (Sieve).
    """

    sieve_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sieve = Sieve()
        self._hidden: Counter[Hidden] = Counter()
        self._has_chips = True
        self._titles: Mapping[MaingroupId, str] = {}
        self._maingroups = _maingroup_choice()
        self._closed = _chip("closed_chip")
        self._others = _chip("maingroup_chip")
        self._maingroups.activated.connect(self._choose_maingroup)
        self._closed.clicked.connect(self._toggle_closed)
        self._others.clicked.connect(lambda: self._choose(maingroup=EVERY_MAINGROUP))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._maingroups)
        for chip in (self._closed, self._others):
            layout.addWidget(chip, alignment=Qt.AlignmentFlag.AlignLeft)
        self.show_maingroups({})
        self.show_hidden(Counter())

    @property
    def sieve(self) -> Sieve:
        return self._sieve

    def show_sieve(self, sieve: Sieve) -> None:
        """Show *sieve* as chosen, without telling."""
        self._sieve = sieve
        self.show_maingroups(self._titles)

    def show_maingroups(self, titles: Mapping[MaingroupId, str]) -> None:
        """Offer *titles*; without any there is nothing to choose."""
        self._titles = titles
        choice = self._maingroups
        with QSignalBlocker(choice):
            choice.clear()
            choice.addItem(tr("tree.every_maingroup"), EVERY_MAINGROUP)
            for id_, title in sorted(titles.items(), key=lambda entry: sort_key(entry[1])):
                choice.addItem(title, id_)
            choice.setCurrentIndex(max(0, choice.findData(self._sieve.maingroup)))
        choice.setVisible(bool(titles))
        if titles and self._sieve.maingroup not in {EVERY_MAINGROUP, *titles}:
            # One that is no more would hide everything, under the words "all main groups".
            self._choose(maingroup=EVERY_MAINGROUP)

    def show_chips(self, *, shown: bool) -> None:
        """Say what is hidden, or leave it to the search: among its matches it is less."""
        self._has_chips = shown
        self.show_hidden(self._hidden)

    def show_hidden(self, hidden: Counter[Hidden]) -> None:
        self._hidden = hidden
        closed, others = hidden[Hidden.CLOSED], hidden[Hidden.MAINGROUP]
        words = tr("tree.chip.closed_hidden", count=_number(closed))
        if self._sieve.with_closed:
            words = tr("tree.chip.closed_shown")
        shown = self._has_chips and (bool(closed) or self._sieve.with_closed)
        _show_chip(self._closed, words, visible=shown)
        words = tr("tree.chip.others_hidden", count=_number(others))
        shown = self._has_chips and self._sieve.maingroup != EVERY_MAINGROUP
        _show_chip(self._others, words, visible=shown)

    def _choose_maingroup(self, row: int) -> None:
        self._choose(maingroup=MaingroupId(self._maingroups.itemData(row)))

    def _toggle_closed(self) -> None:
        self._choose(with_closed=not self._sieve.with_closed)

    def _choose(
        self, *, with_closed: bool | None = None, maingroup: MaingroupId | None = None
    ) -> None:
        old = self._sieve
        self.show_sieve(
            Sieve(
                with_closed=old.with_closed if with_closed is None else with_closed,
                maingroup=old.maingroup if maingroup is None else maingroup,
            )
        )
        self.sieve_chosen.emit(self._sieve)


def titles_of(maingroups: Mapping[MaingroupId, Maingroup]) -> dict[MaingroupId, str]:
    return {id_: group.text("title") or f"#{id_}" for id_, group in maingroups.items()}


def _maingroup_choice() -> QComboBox:
    choice = QComboBox()
    choice.setObjectName("maingroup")
    choice.setAccessibleName(tr("tree.maingroup"))
    choice.setToolTip(tr("tree.maingroup"))
    # A long title must not widen the panel.
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(8)
    return choice


def _chip(name: str) -> QToolButton:
    chip = QToolButton()
    chip.setObjectName(name)
    chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return chip


def _show_chip(chip: QToolButton, words: str, *, visible: bool) -> None:
    chip.setText(words)
    chip.setAccessibleName(words)
    chip.setVisible(visible)


def _number(count: int) -> str:
    return QLocale().toString(count)
