"""What was learned from refusals, below the fields of a form: a warning, never a stop."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import Customer
from desktop.domain.rules import Refusal
from desktop.services.editing.rules import Rules
from desktop.support.settings import Settings
from desktop.ui.forms.rows import EditRow
from tests.helpers.local_copy import LocalCopy
from tests.ui.editing.conftest import Until

_PATTERN = "Numbers here look like 20000; Microbizz has refused others: “No”."
_REQUIRED = "Your Microbizz has refused a customer without this: “No”."


def _row(name: str, rules: Rules, qtbot: QtBot) -> tuple[EditRow, QWidget]:
    sheet = QWidget()
    qtbot.addWidget(sheet)
    row = EditRow(name, parent=sheet, rules=rules)
    row.put_into(QGridLayout(sheet))
    row.show_value("20001")
    sheet.show()
    return row, sheet


@pytest.mark.parametrize(
    ("name", "refused", "typed", "words"),
    [
        ("customernumber", "7", "123", _PATTERN),
        ("customernumber", "7", "20002", ""),
        ("city", None, "", _REQUIRED),
        ("city", None, "Vejle", ""),
    ],
)
def test_what_breaks_a_rule_is_warned_of_and_can_be_saved(
    *,
    name: str,
    refused: str | None,
    typed: str,
    words: str,
    qtbot: QtBot,
    until: Until,
    tmp_path: Path,
) -> None:
    copy = LocalCopy(tmp_path)
    copy.fill(Customer({"id": n, "customernumber": str(n)}) for n in range(20000, 20050))
    memory = Settings(tmp_path / "memory.json")
    rules = Rules(memory=memory, reader=copy.reader, changes=copy.changes)
    rules.hear(Refusal(sent={name: refused}, words="No"))
    until(rules.settled())

    row, sheet = _row(name, rules, qtbot)
    line, note = sheet.findChild(QLineEdit), sheet.findChild(QLabel, f"note_{name}")
    assert line is not None
    assert note is not None
    line.setText(typed)
    line.textEdited.emit(typed)
    assert note.text() == words
    assert row.fault is None
    # What is wanted is marked as such.
    marked = any(each.text().endswith(" *") for each in sheet.findChildren(QLabel))
    assert marked == (name == "city")
    until(rules.close())
    until(copy.close())
