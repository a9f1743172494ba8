"""The tree of everybody, in front of it at times that of a few, and who is selected in them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.ids import CustomerId
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.view import TreeView, selected


class TreeStack(QStackedWidget):
    """Shows one of two trees; a customer is selected in both as far as both have it.

    Signals:
        customer_selected: Another customer is looked at, one that is yet to be created, or none
            (Selected, NewCustomer or None).
        lost: The row of the one looked at went, perhaps only to a branch that is not loaded.

    Attributes:
        told: Who was told to be looked at.
        new: Who was told so instead and is yet to be created, as it was then.
    """

    customer_selected = Signal(object)
    lost = Signal()

    def __init__(self, everyone: TreeView, few: TreeView) -> None:
        super().__init__()
        self._everyone, self._few = everyone, few
        self._is_quiet = False
        self.told: CustomerId | None = None
        self.new: NewCustomer | None = None
        # A row that moves may be taken out before it is put in again.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell_nobody)
        for view in (everyone, few):
            self.addWidget(view)
            view.selectionModel().selectionChanged.connect(self.tell)
        self.setFocusProxy(everyone)

    @property
    def view(self) -> TreeView:
        """The one the user sees."""
        return self._few if self.is_narrowed else self._everyone

    @property
    def is_narrowed(self) -> bool:
        """Whether the tree of a few is in front."""
        return self.currentWidget() is self._few

    def narrow(self) -> None:
        """Put the tree of a few in front, the one looked at selected, if it is among them."""
        self._bring(self._few)
        if self.told is not None and self._few.customer is None:
            self.show_customer(self.told, quietly=True)

    def widen(self) -> bool:
        """Put the tree of everybody in front; whether the one looked at is selected there."""
        self._bring(self._everyone)
        there = self._everyone.customer
        if self.told is None or (there is not None and there.id == self.told):
            return True
        return self.show_customer(self.told, quietly=True)

    def show_customer(self, customer: CustomerId, *, quietly: bool = False) -> bool:
        """Select *customer* in the tree the user sees, if it has a row there; whether it has."""
        index = self.view.tree.index_of(customer)
        if index.isValid():
            with self.quiet() if quietly else nullcontext():
                self.view.show_row(index)
        return index.isValid()

    def select(self, customer: CustomerId) -> None:
        """Go back to *customer* without telling; for a choice that was taken back."""
        # It may have been sifted away since; what is looked at stays in sight.
        self.view.tree.keep(customer)
        if self.show_customer(customer, quietly=True):
            self.told, self.new = customer, None

    def tell(self) -> None:
        """Say who is selected, unless that was said."""
        if self._is_quiet or self._is_among_several() or self.view.is_on_loading:
            return
        customer, new = self.view.customer, self.view.new_customer
        if new is not None:
            if new != self.new:
                self.told, self.new = None, new
                self.customer_selected.emit(new)
        elif customer is None:
            # The one looked at need not be among the few.
            if self._has_told and not self.is_narrowed:
                self._soon.start()
        elif customer.id != self.told:
            self.told, self.new = customer.id, None
            self.customer_selected.emit(selected(customer))

    def let_go(self) -> None:
        """Say that nobody is looked at."""
        self.told = self.new = None
        self.customer_selected.emit(None)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Tell nobody meanwhile."""
        before, self._is_quiet = self._is_quiet, True
        try:
            yield
        finally:
            self._is_quiet = before

    @property
    def _has_told(self) -> bool:
        return self.told is not None or self.new is not None

    def _is_among_several(self) -> bool:
        """Selecting others beside the one looked at does not turn away from it."""
        if self.told is None:
            return False
        index = self.view.tree.index_of(self.told)
        return index.isValid() and self.view.selectionModel().isSelected(index)

    def _tell_nobody(self) -> None:
        is_elsewhere = self.view.customer is not None or self.view.new_customer is not None
        if not self._has_told or self.is_narrowed or is_elsewhere:
            return
        if self.told is None or self.view.tree.index_of(self.told).isValid():
            self.let_go()
        else:
            self.lost.emit()

    def _bring(self, view: TreeView) -> None:
        had_focus = self.view.hasFocus()
        self.setCurrentWidget(view)
        self.setFocusProxy(view)
        if had_focus:
            view.setFocus()
