"""The four faces of a pane."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import CommandRefused, Unreachable
from desktop.ui.faces import Face, Faces


@pytest.fixture
def faces(qtbot: QtBot) -> Faces:
    faces = Faces(QLabel("content"))
    qtbot.addWidget(faces)
    faces.resize(500, 300)
    faces.show()
    return faces


def is_content(faces: Faces) -> bool:
    shown = faces.currentWidget()
    return isinstance(shown, QLabel) and shown.text() == "content"


def button(faces: Faces, name: str) -> QPushButton:
    found = faces.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_quick_answer_never_shows_an_empty_page(faces: Faces, qtbot: QtBot) -> None:
    faces.show_content()
    faces.show_loading()
    # The picture stays, and what is in it can no longer be used.
    assert not faces.updatesEnabled()
    assert not is_content(faces)
    faces.show_content()
    assert faces.updatesEnabled()
    faces.show_loading()
    qtbot.waitUntil(faces.updatesEnabled)
    assert faces.face is Face.LOADING


def test_the_content_has_no_message(faces: Faces) -> None:
    faces.show_empty("Nothing here.")
    assert (faces.face, faces.message) == (Face.EMPTY, "Nothing here.")
    faces.show_content()
    assert (faces.face, faces.message) == (Face.CONTENT, "")


def test_a_quick_answer_never_says_loading(faces: Faces) -> None:
    faces.show_loading()
    assert faces.message == ""
    faces.show_content()
    assert faces.face is Face.CONTENT


def test_a_slow_answer_says_what_is_awaited(faces: Faces, qtbot: QtBot) -> None:
    bar = faces.findChild(QProgressBar)
    assert bar is not None
    faces.show_loading("This may take long.")
    qtbot.waitUntil(lambda: faces.message == "This may take long.")
    assert bar.isVisible()
    faces.show_empty("")
    assert not bar.isVisible()


def test_a_problem_can_be_tried_again_and_has_details(faces: Faces, qtbot: QtBot) -> None:
    faces.show_problem(Unreachable("ConnectError: refused"))
    details = faces.findChild(QLabel, "face_details")
    assert details is not None
    assert not details.isVisible()
    QTest.mouseClick(button(faces, "face_more"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.text() == "ConnectError: refused"
    with qtbot.waitSignal(faces.retry_asked):
        QTest.mouseClick(button(faces, "face_retry"), Qt.MouseButton.LeftButton)


def test_a_refusal_is_not_tried_again(faces: Faces) -> None:
    faces.show_refusal(CommandRefused("GetX", "no"), "Not in this contract.")
    assert faces.message == "Not in this contract."
    assert not button(faces, "face_retry").isVisible()
    assert button(faces, "face_more").isVisible()


def test_the_servers_words_are_no_markup(faces: Faces) -> None:
    faces.show_problem(CommandRefused("GetX", "<b>no</b>"))
    label = faces.findChild(QLabel, "face_message")
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>no</b>" in label.text()
