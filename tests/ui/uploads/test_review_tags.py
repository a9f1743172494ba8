"""Tags go up as numbers, and have names here once somebody said one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Changes
from desktop.domain.records import Document
from desktop.domain.uploads import UploadId
from desktop.services.uploads.tags import Tags
from desktop.support.settings import Settings
from desktop.ui.uploads.review.tag_field import TagField, UnknownTagError, typed_tags
from desktop.ui.uploads.review.wish import Wish
from tests.ui.uploads.rows import upload


@pytest.fixture
def memory(tmp_path: Path, until: Callable[..., Any]) -> Iterator[Settings]:
    memory = Settings(tmp_path / "memory.json")
    yield memory
    until(memory.save())


def test_what_the_user_calls_a_tag_is_remembered(memory: Settings) -> None:
    Tags(memory).call(12, "  Køkken \n")
    tags = Tags(memory)
    assert tags.name(12) == "Køkken"
    assert tags.number("køkken") == 12
    tags.call(12, "")
    assert Tags(memory).known == {12: ""}
    assert Tags(memory).number("") is None


def test_tags_are_learned_from_documents_with_and_without_names(memory: Settings) -> None:
    tags = Tags(memory)
    tags.call(3, "Bad")
    named = [{"id": 3, "tag": "Badeværelse"}, {"id": 4, "tag": "Tag"}]
    wires: tuple[object, ...] = ([7, "9"], named, None, "x", [{}])
    tags.learn(Document({"id": number, "tags": wire}) for number, wire in enumerate(wires))
    assert Tags(memory).known == {3: "Bad", 4: "Tag", 7: "", 9: ""}


def test_a_memory_that_makes_no_sense_is_no_names(memory: Settings) -> None:
    memory.put("tags", {"said": {"x": "y", "-1": "z", "5": ["a"]}, "learned": 7})
    assert Tags(memory).known == {5: "['a']"}


def test_numbers_and_names_are_understood(memory: Settings) -> None:
    tags = Tags(memory)
    tags.call(3, "2. sal")
    assert typed_tags("3, #12 ; 3, 14 = Gang", tags) == (3, 12, 14)
    assert tags.name(14) == "Gang"
    assert typed_tags("GANG, 2. sal", tags) == (14, 3)
    assert typed_tags("12 Loft", tags) == (12,)
    assert tags.name(12) == "Loft"
    assert typed_tags(" , ", tags) == ()
    for text in ("Kælder", "0", "3, Kælder"):
        with pytest.raises(UnknownTagError):
            typed_tags(text, tags)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_field_says_what_the_photos_have_and_asks_for_what_is_typed(
    qtbot: QtBot, memory: Settings
) -> None:
    tags = Tags(memory)
    tags.call(3, "Køkken")
    field = TagField(tags)
    qtbot.addWidget(field)
    wished: list[tuple[Wish, ...]] = []
    told: list[str] = []
    field.wished.connect(wished.append)
    field.told.connect(told.append)
    field.show_rows((upload(1, tags=(3, 12)), upload(2, tags=(3, 12))))
    assert field.line.text() == "3 Køkken, 12"
    field.show_rows(())
    assert field.line.placeholderText() == "Only photos have this."
    field.show_rows((upload(1, tags=(3,)), upload(2)))
    assert field.line.text() == ""
    assert field.line.placeholderText() == "Different from photo to photo"
    QTest.keyClicks(field.line, "Kælder")
    field.commit()
    assert "“Kælder”" in told[-1]
    assert wished == []
    field.line.selectAll()
    QTest.keyClicks(field.line, "20 Kælder, køkken")
    field.commit()
    assert wished == [(Wish((UploadId(1), UploadId(2)), Changes(tags=(20, 3))),)]
    assert field.line.text() == "20 Kælder, 3 Køkken"
    assert told[-1] == ""
    field.commit()
    assert len(wished) == 1
    field.show_rows(())
    assert not field.isEnabled()
