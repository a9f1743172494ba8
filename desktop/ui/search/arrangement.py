"""Where the parts of the left side stand: the field above, the tree or the results below."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

_MARGIN = 8


def arrange(
    finder: QWidget, head: tuple[QWidget, QWidget, QWidget], tree: QWidget, page: QWidget
) -> QStackedWidget:
    """Lay out *head*: the field, what stands beside it and what below; gives what changes below."""
    field, beside, below = head
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(field, 1)
    row.addWidget(beside)
    top = QVBoxLayout()
    top.setContentsMargins(_MARGIN, _MARGIN, 0, 0)
    top.setSpacing(4)
    top.addLayout(row)
    top.addWidget(below)
    page.setContentsMargins(_MARGIN, 6, 0, 0)
    stack = QStackedWidget()
    for side in (tree, page):
        stack.addWidget(side)
    layout = QVBoxLayout(finder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(top)
    layout.addWidget(stack, 1)
    return stack
