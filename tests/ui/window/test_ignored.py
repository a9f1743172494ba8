"""What Microbizz did not do is told until it is done after all."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from tests.helpers.desk import Desk
from tests.ui.window.estates import BY_ID, Estate, answer, told

pytestmark = pytest.mark.usefixtures("estate")


@pytest.mark.parametrize("is_typed", [True, False])
def test_what_was_ignored_is_told_no_longer_once_it_is_so(
    desk: Desk, estate: Estate, *, is_typed: bool
) -> None:
    """Saved from the form, or done by somebody else and seen by a refresh."""
    estate.server.faults({"command": BY_ID, "kind": "drop_field", "name": "isblocked"})
    desk.select("Zz Syd")
    desk.trigger("block_customer")
    answer(desk, "Block it")
    told(desk, "Microbizz did not block Zz Syd.")
    shown = desk.find(QLabel, "notice_text")
    # Another change leaves it.
    estate.server.patch_customer(estate.syd, phone="75112233")
    desk.trigger("refresh")
    desk.wait(lambda: desk.find(QLineEdit, "field_phone").text() == "75112233")
    assert shown.isVisible()
    assert shown.text() == "Microbizz did not block Zz Syd."
    if is_typed:
        desk.find(QCheckBox, "field_isblocked").click()
        desk.trigger("save")
    else:
        estate.server.patch_customer(estate.syd, isblocked=True)
        desk.trigger("refresh")
    desk.wait(lambda: not (shown.isVisible() and "did not block" in shown.text()))
    assert estate.server.customers()[estate.syd]["isblocked"]
