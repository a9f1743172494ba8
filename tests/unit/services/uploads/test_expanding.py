"""What lies in what was dropped: all files with their folders, nothing hidden, nothing twice."""

import asyncio
import os
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.uploads import expanding
from desktop.services.uploads.expanding import Expanded, Left, Why, expand


def look(*paths: Path, folder: str = "", most: int = 100) -> Expanded:
    return asyncio.run(expand(paths, folder, most=most))


def made(top: Path, *names: str) -> Path:
    """A folder with files, each of three bytes."""
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"abc")
    return top


def places(found: Expanded) -> list[tuple[str, str]]:
    return [(each.folder, each.path.name) for each in found.files]


def left(found: Expanded) -> set[tuple[str, Why]]:
    return {(each.name, each.why) for each in found.left_behind}


def test_deeper_levels_become_the_folder(tmp_path: Path) -> None:
    top = made(tmp_path / "Fotos", "b10.jpg", "b9.jpg", "2024/a.jpg", "2024/Maj/c.jpg")
    found = look(top)
    assert places(found) == [
        ("Fotos", "b9.jpg"),
        ("Fotos", "b10.jpg"),
        ("Fotos/2024", "a.jpg"),
        ("Fotos/2024/Maj", "c.jpg"),
    ]
    assert (found.bytes, found.folders, found.left_behind) == (12, 3, ())


def test_all_goes_below_the_folder_that_was_dropped_on(tmp_path: Path) -> None:
    top = made(tmp_path / "Fotos", "a.jpg")
    found = look(made(tmp_path, "x.pdf") / "x.pdf", top, folder="Sager/12")
    assert places(found) == [("Sager/12", "x.pdf"), ("Sager/12/Fotos", "a.jpg")]


def test_folder_names_are_sent_composed_and_are_one_step(tmp_path: Path) -> None:
    top = made(tmp_path / unicodedata.normalize("NFD", "Gårde"), "en\\to/a.jpg")
    assert places(look(top)) == [("Gårde/en_to", "a.jpg")]


def test_what_is_hidden_or_the_systems_stays_behind_and_is_told(tmp_path: Path) -> None:
    names = (".skjult/a.jpg", ".env", ".DS_Store", "Thumbs.db", "desktop.ini", "~$brev.docx")
    top = made(tmp_path / "F", "a.jpg", *names)
    found = look(top)
    assert places(found) == [("F", "a.jpg")]
    assert left(found) == {
        ("F/.skjult", Why.HIDDEN),
        ("F/.env", Why.HIDDEN),
        ("F/.DS_Store", Why.SYSTEM),
        ("F/Thumbs.db", Why.SYSTEM),
        ("F/desktop.ini", Why.SYSTEM),
        ("F/~$brev.docx", Why.SYSTEM),
    }


def test_what_was_pointed_at_is_meant_though_it_is_hidden(tmp_path: Path) -> None:
    top = made(tmp_path, ".env", ".sag/a.jpg", "Thumbs.db")
    found = look(top / ".env", top / ".sag", top / "Thumbs.db")
    assert places(found) == [("", ".env"), (".sag", "a.jpg")]
    assert left(found) == {("Thumbs.db", Why.SYSTEM)}


def test_links_lead_nowhere_unless_they_were_dropped(tmp_path: Path) -> None:
    outside = made(tmp_path / "outside", "secret.txt")
    top = made(tmp_path / "F", "a.jpg")
    (top / "out").symlink_to(outside)
    (top / "round").symlink_to(top)
    (top / "file").symlink_to(outside / "secret.txt")
    found = look(top)
    assert places(found) == [("F", "a.jpg")]
    assert left(found) == {("F/out", Why.LINK), ("F/round", Why.LINK), ("F/file", Why.LINK)}
    found = look(top / "out", top / "file")
    assert places(found) == [("out", "secret.txt"), ("", "file")]


def test_what_is_no_file_stays_behind(tmp_path: Path) -> None:
    top = made(tmp_path / "F", "a.jpg")
    os.mkfifo(top / "pipe")
    found = look(top, top / "pipe")
    assert places(found) == [("F", "a.jpg")]
    assert left(found) == {("F/pipe", Why.SPECIAL), ("pipe", Why.SPECIAL)}


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = made(tmp_path / "F", "a.jpg", "lukket/b.jpg")
    scan = os.scandir

    def refuse(path: Path) -> object:
        # By hand, for who tests as root may read everything.
        if path.name == "lukket":
            raise PermissionError
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = look(top)
    assert places(found) == [("F", "a.jpg")]
    assert found.left_behind == (Left("F/lukket", Why.UNREADABLE),)


def test_empty_files_of_mail_programs_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = made(tmp_path / "Temp", "whole.pdf")
    (temporary / "empty.pdf").touch()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "empty.pdf").touch()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    found = look(
        temporary / "whole.pdf", temporary / "empty.pdf", temporary / "gone.pdf", mine / "empty.pdf"
    )
    assert places(found) == [("", "whole.pdf"), ("", "empty.pdf")]
    assert left(found) == {("empty.pdf", Why.PROMISED), ("gone.pdf", Why.PROMISED)}


def test_outlook_s_own_folder_counts_as_one_for_temporary_files(tmp_path: Path) -> None:
    folder = tmp_path / "INetCache" / "Content.Outlook" / "X1"
    folder.mkdir(parents=True)
    (folder / "brev.pdf").touch()
    assert left(look(folder / "brev.pdf")) == {("brev.pdf", Why.PROMISED)}


def test_what_is_gone_is_left_for_the_engine_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/elsewhere")
    assert places(look(tmp_path / "gone.jpg")) == [("", "gone.jpg")]


def test_a_whole_disk_is_too_much(tmp_path: Path) -> None:
    top = made(tmp_path / "F", *(f"{number}/{number}.jpg" for number in range(9)))
    assert look(top, most=8) == Expanded(is_too_much=True)
    assert len(look(top, most=9).files) == 9


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "F").mkdir()
    assert look(tmp_path / "F") == Expanded(folders=1)


def test_a_folder_dropped_with_one_inside_it_is_wanted_twice(tmp_path: Path) -> None:
    top = made(tmp_path / "F", "2024/a.jpg")
    assert places(look(top / "2024", top)) == [("2024", "a.jpg"), ("F/2024", "a.jpg")]


def test_the_loop_goes_on_while_many_are_looked_at(tmp_path: Path) -> None:
    top = made(tmp_path / "F", *(f"{number % 40}/{number}.jpg" for number in range(600)))

    async def count_turns() -> tuple[int, Expanded]:
        turns, looking = 0, asyncio.ensure_future(expand([top], most=5000))
        while not looking.done():
            turns += 1
            await asyncio.sleep(0)
        return turns, looking.result()

    turns, found = asyncio.run(count_turns())
    assert len(found.files) == 600
    assert turns > 20


def test_giving_up_ends_the_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = made(tmp_path / "F", *(f"{number:03}/a.jpg" for number in range(200)))
    entries, is_cancelled = expanding._entries, threading.Event()
    seen: list[Path] = []

    async def give_up() -> None:
        loop, looking = asyncio.get_running_loop(), asyncio.ensure_future(expand([top]))

        def watched(path: Path) -> Iterator["os.DirEntry[str]"]:
            seen.append(path)
            if len(seen) == 3:
                loop.call_soon_threadsafe(looking.cancel)
                is_cancelled.wait(5)
            return entries(path)

        monkeypatch.setattr(expanding, "_entries", watched)
        with pytest.raises(asyncio.CancelledError):
            await looking
        is_cancelled.set()

    # Which waits for the thread.
    asyncio.run(give_up())
    assert len(seen) == 3
