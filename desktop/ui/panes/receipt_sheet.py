"""One save in full, as text that can be copied."""

import json
import re
from collections.abc import Iterator, Mapping

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.receipts import Receipt
from desktop.domain.records import Customer
from desktop.domain.rights import rights_for
from desktop.ui.entered import EnterDialog
from desktop.ui.labels import all_listed, label_of
from desktop.ui.panes.change_lines import Telling, outcome_words
from desktop.ui.texts import tr

_NONE = Customer({})
# The API is known to send none of these with a customer; one that does is not passed on.
_SECRET = re.compile(r".*(pass(word|wd|code)|token|secret|api_?key|pin_?code).*", re.IGNORECASE)
_COMMANDS: Mapping[str, str] = {"number": "CreateUpdateCustomerByCustomerNumber"}


def report(receipt: Receipt, telling: Telling) -> str:
    """What was sent, and the whole customer before and after, as they were on the wire."""
    head = (
        ("customer", f"#{receipt.customer}"),
        ("who", receipt.who),
        ("at", f"{receipt.at.astimezone():%Y-%m-%d %H:%M:%S %z}"),
        ("outcome", outcome_words(receipt)),
        ("not_stored", all_listed(receipt.not_stored)),
        ("disturbed", all_listed(receipt.disturbed)),
        ("rights", ", ".join(_rights(receipt))),
    )
    lines = [f"{tr(f'receipts.{key}')}: {words}" for key, words in head if words]
    lines += ["", tr("receipts.fields"), *_fields(receipt, telling)]
    for key, image in (("before", receipt.before), ("after", receipt.after)):
        if image is not None:
            lines += ["", tr(f"receipts.{key}"), _whole(image)]
    return "\n".join(lines)


def _rights(receipt: Receipt) -> tuple[str, ...]:
    if receipt.outcome != "refused":
        return ()
    command = _COMMANDS.get(receipt.way, "CreateUpdateCustomerByID")
    return rights_for(command, tuple(receipt.sent), is_new=receipt.way == "create")


def _fields(receipt: Receipt, telling: Telling) -> Iterator[str]:
    before, after = receipt.before or _NONE, receipt.after
    for name, sent in receipt.sent.items():
        was = telling.value(name, before.value(name), before)
        wanted = telling.value(name, sent)
        now = tr("receipts.not_known")
        if after is not None:
            now = telling.value(name, after.value(name), after)
        yield tr(
            "receipts.field", field=label_of(name), name=name, before=was, sent=wanted, after=now
        )


def _whole(image: Customer) -> str:
    told = {
        name: "…" if _SECRET.fullmatch(name) and wire else wire for name, wire in image.raw.items()
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


class ReceiptSheet(EnterDialog):
    """Shows a report; it is open beside the window until it is closed."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("receipt_sheet")
        self.setWindowTitle(tr("receipts.title"))
        self._text = QPlainTextEdit(text)
        self._text.setObjectName("receipt_text")
        self._text.setAccessibleName(tr("receipts.title"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        copy = QPushButton(tr("receipts.copy"))
        copy.setObjectName("receipt_copy")
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        self.finished.connect(self.deleteLater)
        self.resize(640, 520)
