"""Rules that are learned from what the server refuses, remembered, and given up again."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import CommandRefused
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.rules import Refusal
from desktop.domain.values import Value
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.changes import Change, Subject
from desktop.services.editing.rules import Rules
from desktop.services.edits import Edits
from desktop.services.writing import Means
from desktop.support.settings import Settings
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import known_from
from tests.helpers.local_copy import LocalCopy
from tests.helpers.reading import account_of
from tests.unit.services.edits.desk import BY_ID


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Saving for one account, and what was learned from it."""

    client: Client
    edits: Edits
    rules: Rules
    copy: LocalCopy
    told: list[Change]

    async def save(self, customer: int, **changed: Value) -> None:
        base = (await self.client.get_customer_by_id(CustomerId(customer))).records[0]
        with pytest.raises(CommandRefused):
            await self.edits.save(base, changed)
        await self.rules.settled()

    @property
    def causes(self) -> list[str]:
        return [each.cause for each in self.told if each.subject is Subject.LISTS]


Story = Callable[[Desk], Coroutine[Any, Any, None]]
Tell = Callable[[Story], None]


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path) -> Tell:
    """Run a story; a second one remembers what the first has learned."""

    async def at_a_desk(story: Story) -> None:
        copy, memory = LocalCopy(tmp_path), Settings(tmp_path / "memory.json")
        told: list[Change] = []
        copy.changes.subscribe(told.append)
        rules = Rules(memory=memory, reader=copy.reader, changes=copy.changes)
        journal = Journal(tmp_path / "journal.db")
        async with Client(account_of(server)) as client:
            edits = Edits(
                means=Means(client=client, journal=journal, keeper=copy),
                changes=copy.changes,
                known_numbers=known_from({}),
                refused=rules.hear,
            )
            await story(Desk(client=client, edits=edits, rules=rules, copy=copy, told=told))
            await edits.close()
        await rules.close()
        await journal.close()
        await copy.close()

    return lambda story: asyncio.run(at_a_desk(story))


def refuse(server: DemoServer, words: str) -> None:
    server.faults({"command": BY_ID, "kind": "refuse", "message": words})


def numbered(first: int, last: int) -> list[Customer]:
    return [
        Customer({"id": n, "name": f"Kunde {n}", "customernumber": str(n)})
        for n in range(first, last)
    ]


def test_a_field_that_may_not_be_emptied_is_required_from_then_on(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def learn(desk: Desk) -> None:
        assert not desk.rules.required("city")
        refuse(server, "Field city: please fill in")
        await desk.save(hansen, city=None, phone="2")
        assert desk.rules.required("city")
        assert not desk.rules.required("phone")
        assert desk.causes == ["rules"]
        rule = desk.rules.doubt("city", "")
        assert rule is not None
        assert rule.words == "Field city: please fill in"
        assert desk.rules.doubt("city", "Vejle") is None

    async def remember_and_forget(desk: Desk) -> None:
        (rule,) = desk.rules.learned()
        assert (rule.field, rule.shape) == ("city", None)
        desk.rules.forget(rule)
        assert not desk.rules.required("city")

    async def nothing_is_left(desk: Desk) -> None:
        assert desk.rules.learned() == ()

    tell(learn)
    tell(remember_and_forget)
    tell(nothing_is_left)


def test_what_was_learned_is_written_before_the_program_could_crash(
    server: DemoServer, hansen: int, tell: Tell, tmp_path: Path
) -> None:
    """Nothing is closed in this story before the file is read."""

    def on_the_disk() -> list[str]:
        kept = Settings(tmp_path / "memory.json").get("rules").get("learned", [])
        return [rule["field"] for rule in kept]

    async def story(desk: Desk) -> None:
        refuse(server, "Field city: please fill in")
        await desk.save(hansen, city=None, phone="2")
        assert on_the_disk() == ["city"]
        desk.copy.fill(numbered(20000, 20100))
        refuse(server, "Invalid customernumber")
        await desk.save(hansen, customernumber="7", city="Odense")
        assert on_the_disk() == ["city", "customernumber"]
        desk.rules.forget(desk.rules.learned()[0])
        await desk.rules.settled()
        assert len(on_the_disk()) == 1

    tell(story)


def test_how_numbers_look_is_learned_from_those_that_are_there(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def learn(desk: Desk) -> None:
        desk.copy.fill(numbered(20000, 20100))
        refuse(server, "Invalid customernumber")
        await desk.save(hansen, customernumber="7", city="Odense")
        assert desk.rules.doubt("customernumber", "7") is not None
        assert desk.rules.doubt("customernumber", "20500") is None
        assert not desk.rules.required("customernumber")

    async def remember(desk: Desk) -> None:
        (rule,) = desk.rules.learned()
        assert rule.shape is not None
        assert rule.shape.digits == (5, 5)
        assert rule.shape.example == "20000"

    tell(learn)
    tell(remember)


def test_a_number_that_looks_like_the_others_was_refused_for_something_else(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        desk.copy.fill(numbered(20000, 20100))
        refuse(server, "Invalid customernumber")
        await desk.save(hansen, customernumber="20500")
        # Nor is anything learned of a field whose texts have no form.
        refuse(server, "Invalid phone")
        await desk.save(hansen, phone="7")
        assert desk.rules.learned() == ()

    tell(story)


def test_a_missing_right_teaches_nothing(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        refuse(server, "Access denied")
        await desk.save(hansen, city=None)
        assert desk.rules.learned() == ()

    tell(story)


def test_a_rule_that_a_new_customer_breaks_is_none(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        refuse(server, "city is required")
        with pytest.raises(CommandRefused):
            await desk.edits.create({"name": "Ny ApS"}, NO_CUSTOMER)
        assert desk.rules.required("city")
        await desk.edits.create({"name": "Ny ApS", "city": "Vejle"}, NO_CUSTOMER)
        assert desk.rules.required("city")
        await desk.edits.create({"name": "Ny 2 ApS"}, NO_CUSTOMER)
        assert not desk.rules.required("city")
        assert desk.causes == ["rules", "rules"]

    tell(story)


def test_what_is_stored_but_for_one_field_teaches_of_that_one(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        desk.rules.labels = {"city": "By"}
        desk.rules.hear(Refusal(sent={"city": None, "zip": None}, words="By mangler"))
        assert desk.rules.required("city")

    tell(story)


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        {"learned": 7},
        {"learned": [{"field": "nosuch", "at": "2026-01-01T00:00:00+00:00", "words": ""}]},
        {"learned": [{"field": "city", "at": "yesterday", "words": ""}, 7, None]},
        {"learned": [{"field": "city", "at": "2026-01-01", "words": "", "runs": [["digit"]]}]},
    ],
)
def test_what_cannot_be_read_of_the_memory_is_passed_over(
    kept: object, tell: Tell, tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        assert desk.rules.learned() == ()

    memory = Settings(tmp_path / "memory.json")
    memory._sections["rules"] = kept  # type: ignore[assignment]  # what a broken file may hold
    asyncio.run(memory.save())
    tell(story)
