"""Editors whose words lead somewhere, names for ids, and the choice of a parent."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.editing.moving import Moving
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.linked import LinkedEditor
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.rows import editor_for
from desktop.ui.forms.words import fault_text
from tests.helpers.finding import finding_in
from tests.ui.forms.conftest import Desk
from tests.ui.forms.driver import FormDriver, save, top_level

SCHEMES = ("mailto", "tel", "https", "http")


class Opened(QObject):
    """What the system was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    opened = Opened()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, opened, "take")  # type: ignore[arg-type]  # the stub wants bytes, the program text
    yield opened
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.mark.parametrize(
    ("name", "text", "url"),
    [
        ("email", "post@hansen.dk", "mailto:post@hansen.dk"),
        ("phone", "+45 75 11-22 33", "tel:+4575112233"),
        ("www", "www.hansen.dk/om os".replace(" ", "-"), "https://www.hansen.dk/om-os"),
        ("www", "http://hansen.dk:8080", "http://hansen.dk:8080"),
    ],
)
def test_a_click_and_a_key_open_it(
    qtbot: QtBot, opened: Opened, name: str, text: str, url: str
) -> None:
    editor = editor_for(customer_field(name))
    qtbot.addWidget(editor)
    assert isinstance(editor, LinkedEditor)
    editor.show_value(text)
    editor.show()
    button = editor.findChild(QToolButton, f"open_{name}")
    assert button is not None
    assert button.accessibleName().startswith("Open ")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(editor.inner, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert opened.urls == [url, url]


def test_what_leads_nowhere_has_no_button(qtbot: QtBot, opened: Opened) -> None:
    editor = editor_for(customer_field("www"))
    qtbot.addWidget(editor)
    assert isinstance(editor, LinkedEditor)
    editor.show_value("https://hansen.dk")
    editor.show()
    button = editor.findChild(QToolButton, "open_www")
    assert button is not None
    assert button.isVisible()
    editor.set_state("javascript:alert(1)")
    assert not button.isVisible()
    editor.open()
    assert opened.urls == []


def child(pane: DetailsPane, name: str) -> QToolButton:
    found = pane.findChild(QToolButton, name)
    assert found is not None
    return found


@pytest.mark.usefixtures("nothing_opens")
def test_what_no_program_opens_is_copied_and_said_below_the_field(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen(phone="75 11 22 33"))
    line = form.line("phone")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert form.note("phone").startswith("No program here opens “75112233”. It has been copied")
    assert line.accessibleDescription() == form.note("phone")
    assert QGuiApplication.clipboard().text() == "75112233"
    form.type_into("phone", "75 11 22 34")
    assert form.note("phone") == ""
    QTest.mouseClick(child(pane, "open_phone"), Qt.MouseButton.LeftButton)
    assert "75112234" in form.note("phone")


def test_a_place_typed_into_one_field_is_shared_out_and_leads_to_the_map(
    desk: Desk, pane: DetailsPane, form: FormDriver, opened: Opened
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("longitude", "55.1, 10.2")
    assert form.line("longitude").text() == "55.1, 10.2"
    QTest.keyClick(form.line("longitude"), Qt.Key.Key_Return)
    assert (form.line("latitude").text(), form.line("longitude").text()) == ("55.1", "10.2")
    assert form.note("longitude") == ""
    QTest.keyClick(form.line("latitude"), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert opened.urls[0].startswith("https://www.openstreetmap.org/?mlat=55.100000&mlon=10.2")


def test_a_pasted_place_is_shared_out_at_once_and_one_that_is_saved_too(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.line("latitude").insert("56.25 9.5")
    assert (form.line("latitude").text(), form.line("longitude").text()) == ("56.25", "9.5")
    form.type_into("latitude", "57,5 8,25")
    pane.save()
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))
    now = desk.read(hansen.id)
    assert (now.real("latitude"), now.real("longitude")) == (57.5, 8.25)


def test_a_doubt_is_a_warning_and_no_stop(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("vat", "25313764")
    form.type_into("publicid", "579000000001")
    form.type_into("www", "hansen og søn")
    form.type_into("phone", "ring 75112233")
    assert form.note("www").startswith("This is not a web address")
    assert form.note("phone").startswith("There are letters in this number")
    assert form.note("vat").startswith("The check digit of this CVR number is not right.")
    assert "CVR" in form.line("vat").accessibleDescription()
    assert form.note("publicid").startswith("An EAN number has 13 digits.")
    save(form, qtbot)
    assert desk.read(hansen.id).text("vat") == "25313764"
    # What is stored is not judged.
    assert form.note("vat") == ""


@pytest.fixture
def learned(qtbot: QtBot) -> LearnedEditor:
    editor = editor_for(customer_field("ourreference"))
    qtbot.addWidget(editor)
    assert isinstance(editor, LearnedEditor)
    editor.set_choices({4: "Anna Berg", 5: "Bo", 6: "Bo"})
    editor.show_value(4)
    editor.show()
    return editor


@pytest.mark.qt_log_ignore("grabbing the (keyboard|mouse)", extend=True)
@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("5", 5, "Bo"),
        ("anna berg", 4, "Anna Berg"),
        ("Bo (6)", 6, "Bo"),
        ("77", 77, ""),
        ("", None, ""),
    ],
)
def test_an_id_is_found_by_its_name(
    learned: LearnedEditor, text: str, value: int | None, name: str
) -> None:
    line = learned.inner
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert learned.value() == value
    assert line.text() == ("" if value is None else str(value))
    companion = learned.findChild(QLabel, "companion_ourreference")
    assert companion is not None
    assert (companion.text() if companion.isVisible() else "") == name


def test_a_name_that_nobody_has_is_not_asked_for_as_a_whole_number() -> None:
    said = fault_text(customer_field("ourreference"), Fault.NOT_WHOLE)
    assert said.startswith("Neither an id nor exactly one name from the list.")
    assert fault_text(customer_field("alertradius"), Fault.NOT_WHOLE).startswith("A whole number")


@pytest.fixture
def family(desk: Desk, qtbot: QtBot) -> Iterator[tuple[Customer, Customer, DetailsPane]]:
    """Two customers, one below the other, in a local copy that can be searched."""
    top = desk.hansen(name="Boligforeningen Solhøj")
    below = desk.hansen(name="Opgang 7", parentcust=top.id)
    desk.copy.fill([top, below, desk.hansen(name="Andelsforeningen")])
    finding = finding_in(desk.copy, desk.client, desk.lists)
    means = FormMeans(
        edits=desk.edits,
        queue=desk.queue,
        drafts=desk.drafts,
        lists=desk.lists,
        moving=Moving(edits=desk.edits, browse=finding.browse),
        finding=finding,
    )
    pane = DetailsPane(means=means, around=desk.around)
    qtbot.addWidget(pane)
    pane.resize(900, 700)
    pane.show()
    yield top, below, pane
    pane.stop()


def choose(pane: DetailsPane, text: str, qtbot: QtBot) -> None:
    """Look for *text* in the popup, and take the first that is found."""
    action = pane.findChild(QAction, "choose_parent")
    assert action is not None
    action.trigger()
    qtbot.waitUntil(lambda: top_level("parent_dialog") is not None)
    dialog: Any = top_level("parent_dialog")
    field = dialog.focusWidget()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: top_level("parent_dialog") is None)


def test_another_parent_is_found_by_a_search_shown_with_its_path_and_saved(
    desk: Desk, family: tuple[Customer, Customer, DetailsPane], qtbot: QtBot
) -> None:
    _, below, pane = family
    form = FormDriver(pane)
    pane.show_record(below)
    choose(pane, "andels", qtbot)
    qtbot.waitUntil(lambda: pane.is_dirty)
    assert form.note("parentcust") == "Will be below Andelsforeningen"
    assert form.button("parent_link").text() == "Andelsforeningen"
    save(form, qtbot)
    assert desk.read(below.id).parent_id not in (below.parent_id, 0)

    action = pane.findChild(QAction, "to_the_top")
    assert action is not None
    action.trigger()
    assert form.note("parentcust") == "Will be at the top."
    save(form, qtbot)
    assert desk.read(below.id).parent_id == 0


def test_what_would_be_a_circle_is_not_offered(
    family: tuple[Customer, Customer, DetailsPane], qtbot: QtBot
) -> None:
    top, _, pane = family
    pane.show_record(top)
    action = pane.findChild(QAction, "choose_parent")
    assert action is not None
    action.trigger()
    qtbot.waitUntil(lambda: top_level("parent_dialog") is not None)
    dialog: Any = top_level("parent_dialog")
    QTest.keyClicks(dialog.focusWidget(), "opgang")
    said = dialog.findChild(QLabel, "search_message")
    qtbot.waitUntil(lambda: said.text().startswith("All that match are the customer itself"))
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: top_level("parent_dialog") is None)
    assert not pane.is_dirty


def test_the_way_to_change_the_parent_has_a_name_and_a_place_in_the_order(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(Customer({"id": 5, "name": "x", "parentcust": CustomerId(9)}))
    button = pane.findChild(QWidget, "field_parentcust")
    assert button is not None
    assert button.accessibleName() == "Choose another customer: Belongs to"
    form.line("customernumber").setFocus()
    passed = []
    for _ in range(2):
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        passed.append(pane.focusWidget().objectName())
    assert passed == ["parent_link", "field_parentcust"]
