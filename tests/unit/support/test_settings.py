"""What is remembered survives, and what cannot be read is never in the way."""

import asyncio
from pathlib import Path

import pytest

from desktop.support.settings import Settings


def test_what_was_put_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.put("window", {"geometry": "00ff", "name": "Søndergade"})

    asyncio.run(settings.save())

    assert Settings(path).get("window") == {"geometry": "00ff", "name": "Søndergade"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 20_000])
def test_a_damaged_file_is_forgotten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)

    assert Settings(path).get("window") == {}


def test_a_section_of_another_shape_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"window": 3}')

    assert Settings(path).get("window") == {}


def test_what_was_got_is_a_copy(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.put("window", {"a": 1})

    settings.get("window")["a"] = 2

    assert settings.get("window") == {"a": 1}


def test_a_folder_that_is_gone_costs_nothing_but_the_looks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(tmp_path / "gone" / "settings.json")
    settings.put("window", {"a": 1})

    asyncio.run(settings.save())

    assert "settings not saved" in caplog.text


def test_saving_from_two_places_at_once_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(path)
    settings.put("window", {"a": 1})

    async def story() -> None:
        await asyncio.gather(*(settings.save() for _ in range(40)))

    asyncio.run(story())

    assert not caplog.records
    assert Settings(path).get("window") == {"a": 1}


def test_who_waits_for_the_file_writes_what_was_put_meanwhile(tmp_path: Path) -> None:
    """Else what was saved last could be undone by who began before, and came to write after."""
    settings = Settings(tmp_path / "settings.json")

    async def story() -> None:
        settings.put("window", {"a": 1})
        with settings._writing:
            saving = asyncio.create_task(settings.save())
            await asyncio.sleep(0)
            settings.put("window", {"a": 2})
        await saving

    asyncio.run(story())

    assert Settings(tmp_path / "settings.json").get("window") == {"a": 2}
