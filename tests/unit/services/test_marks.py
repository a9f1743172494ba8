"""Dots, pins, recently used customers, and what changed in whom."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.marks import Marks, Unseen
from tests.helpers.local_copy import LocalCopy

ABEL, ADAM = CustomerId(1), CustomerId(2)


def ids(*numbers: int) -> list[CustomerId]:
    return [CustomerId(number) for number in numbers]


def customer(id_: int, name: str, parent: int = 0, day: int = 1) -> Customer:
    changed = f"2031-01-{day:02}"
    return Customer({"id": id_, "name": name, "parentcust": parent, "changedate": changed})


def told(folder: Path, story: Callable[[Marks, LocalCopy], Awaitable[None]]) -> None:
    async def run() -> None:
        copy = LocalCopy(folder / "account")
        copy.fill([customer(1, "Abel"), customer(2, "Adam", 1), customer(3, "Alma", 2)])
        copy.hear(customer(2, "Adam B", 1, 2), customer(3, "Alma B", 2, 2))
        try:
            await story(Marks(reader=copy.reader, marker=copy), copy)
        finally:
            await copy.close()

    asyncio.run(run())


def test_dots_until_they_are_looked_at(tmp_path: Path) -> None:
    async def story(marks: Marks, _copy: LocalCopy) -> None:
        assert marks.snapshot == Unseen()
        seen = await marks.read()
        assert marks.snapshot is seen
        assert seen == Unseen(frozenset(ids(2, 3)), {ABEL: 2, ADAM: 1})
        marks.mark_seen(CustomerId(2))
        seen = await marks.read()
        assert seen == Unseen(frozenset(ids(3)), {ABEL: 1, ADAM: 1})
        marks.mark_branch_seen(CustomerId(1))
        assert await marks.read() == Unseen()

    told(tmp_path, story)


def test_one_without_a_dot_costs_nothing(tmp_path: Path) -> None:
    async def story(marks: Marks, copy: LocalCopy) -> None:
        heard: list[object] = []
        await marks.read()
        copy.changes.subscribe(heard.append)
        marks.mark_seen(CustomerId(1))
        assert heard == []

    told(tmp_path, story)


def test_which_customers_look_different() -> None:
    five = CustomerId(5)
    before = Unseen(frozenset(ids(2, 3)), {ABEL: 2, five: 1})
    after = Unseen(frozenset(ids(3, 4)), {ABEL: 1, five: 1})
    assert before.difference(after) == {1, 2, 4}
    assert before.difference(before) == set()


def test_pins_and_recents(tmp_path: Path) -> None:
    async def story(marks: Marks, _copy: LocalCopy) -> None:
        for id_ in (3, 1):
            marks.pin(CustomerId(id_), pinned=True)
            marks.note_use(CustomerId(id_))
        marks.pin(CustomerId(3), pinned=False)
        assert await marks.pins() == [1]
        assert sorted(await marks.recents()) == [1, 3]

    told(tmp_path, story)


def test_what_changed_field_by_field(tmp_path: Path) -> None:
    async def story(marks: Marks, _copy: LocalCopy) -> None:
        (change,) = [each for each in await marks.changes_of(CustomerId(2)) if each.field == "name"]
        assert (change.before, change.after) == ("Adam", "Adam B")

    told(tmp_path, story)
