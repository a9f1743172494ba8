"""Files are chosen in a dialog that stops nothing else."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.uploads.choose import choose_files


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture(autouse=True)
def qts_own_dialog(qapp: QApplication) -> None:
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def ask(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, window: QWidget, start_in: Path
) -> tuple[asyncio.Task[tuple[Path, ...]], QFileDialog]:
    choosing = choose_files(window, customer="Søndergade 7", start_in=str(start_in))
    task = loop.create_task(choosing)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    dialog: QFileDialog = window.findChild(QFileDialog)  # type: ignore[assignment]  # waited for
    qtbot.waitUntil(dialog.isVisible)
    return task, dialog


def test_the_chosen_files(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    for each in ("a.jpg", "b.pdf"):
        (tmp_path / each).write_text(each)
    task, dialog = ask(loop, qtbot, window, tmp_path)
    assert dialog.windowTitle() == "Add files to Søndergade 7"
    name: QLineEdit = dialog.findChild(QLineEdit, "fileNameEdit")  # type: ignore[assignment]  # Qt's own dialog has it
    name.setText('"a.jpg" "b.pdf"')
    dialog.accept()
    qtbot.waitUntil(task.done)
    assert set(task.result()) == {tmp_path / "a.jpg", tmp_path / "b.pdf"}


def test_closing_the_dialog_chooses_nothing(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    task, dialog = ask(loop, qtbot, window, tmp_path)
    dialog.reject()
    qtbot.waitUntil(task.done)
    assert task.result() == ()


def test_cancelling_closes_the_dialog(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    task, _ = ask(loop, qtbot, window, tmp_path)
    task.cancel()
    qtbot.waitUntil(lambda: task.done() and window.findChild(QFileDialog) is None)
