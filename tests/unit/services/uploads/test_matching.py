"""Folders find their customers by number first, then by name; where two may be meant, none."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.domain.slim import SlimRow, slim
from desktop.services.uploads.matching import ENOUGH, By, Match, is_worth_asking, match
from desktop.services.uploads.proposing import Proposal, grouped, propose

TOP = Target(id=CustomerId(99), name="Andel", path=("Roden",))


def row(id_: int, name: str, number: str = "", parent: int = 99, **fields: object) -> SlimRow:
    known = {"id": id_, "name": name, "customernumber": number, "parentcust": parent, **fields}
    return slim(row_of(Customer(known)))


BRANCH = [
    row(1, "Søndergade 7", "1234"),
    row(2, "Søndergade 9", "1235"),
    row(3, "Ejendomsselskabet Åboulevarden A/S", "K-77"),
    row(4, "Vestergade 12", "12"),
    row(5, "Grønnegade 3", "55", isdeleted=1),
    row(6, "Grønnegade 3", "56"),
    row(7, "Jens Hansen"),
    row(8, "Jens Hansen"),
    row(9, "Ejerforeningen Bakken"),
    row(10, "Ejerforeningen Dalen"),
    row(11, "Møllevej 4B", parent=9),
]


def found(folder: str, branch: Sequence[SlimRow] = BRANCH) -> Match:
    (only,) = match([folder], branch)
    return only


@pytest.mark.parametrize(
    ("folder", "id_"),
    [
        ("1234", 1),
        (" 1234 ", 1),
        ("k-77", 3),
        ("1234 - Søndergade 7", 1),
        ("1234 Fotos fra taget", 1),
        ("#1234 Fotos", 1),
        ("1234_foto", 1),
        ("1234. Tag", 1),
        ("Fotos (1235)", 2),
        ("12 Vestergade", 4),
    ],
)
def test_the_number_decides(folder: str, id_: int) -> None:
    only = found(folder)
    assert (only.by, only.customer, only.score) == (By.NUMBER, id_, 1.0)


@pytest.mark.parametrize(
    ("folder", "id_"),
    [
        ("Søndergade 7", 1),
        ("Soendergade 7", 1),
        ("sondergade 9", 2),
        ("Aaboulevarden Ejendomsselskabet", 3),
        ("Åboulevarden", 3),
        ("Groennegade 3", 6),
        ("Møllevej 4 b", 11),
        ("Ejerforeningen Bakken", 9),
        ("Ejerforenigen Bakken", 9),
        ("bakken", 9),
        ("7 Søndergade", 1),
        ("Sondergade 9 billeder", 2),
    ],
)
def test_the_name_is_read_the_danish_way(folder: str, id_: int) -> None:
    only = found(folder)
    assert (only.by, only.customer) == (By.NAME, id_)
    assert ENOUGH <= only.score <= 1.0


def test_the_same_name_scores_full_and_others_less() -> None:
    assert found("soendergade 7").score == 1.0
    assert found("7 Søndergade").score < 1.0
    assert found("Sondergade 9 billeder").score < found("9 Søndergade").score


@pytest.mark.parametrize(
    "folder",
    [
        "Søndergade 8",
        "Søndergade",
        "Møllevej 4A",
        "Ejerforeningen Skoven",
        "DCIM",
        "2024",
        "A/S",
        "",
        "é",
    ],
)
def test_another_house_is_no_match(folder: str) -> None:
    only = found(folder)
    assert (only.by, only.customer) == (By.NOTHING, None)


@pytest.mark.parametrize(
    ("folder", "candidates"),
    [
        ("Jens Hansen", {7, 8}),
        ("1235 Søndergade 7", {1, 2}),
        ("Søndergade 7 (1235)", {1, 2}),
    ],
)
def test_where_two_may_be_meant_the_user_chooses(folder: str, candidates: set[int]) -> None:
    only = found(folder)
    assert (only.by, only.customer) == (By.SEVERAL, None)
    assert set(only.candidates) == candidates


def test_two_with_one_number_are_told_apart_by_the_name() -> None:
    branch = [row(1, "Nord", "5"), row(2, "Syd", "5")]
    assert found("5", branch).by is By.SEVERAL
    assert found("5 Syd", branch).customer == 2
    assert found("5 Øst", branch).by is By.SEVERAL


def test_of_an_open_and_a_closed_one_the_open_one_is_meant() -> None:
    branch = [row(1, "Nord", "5", isdeleted=1), row(2, "Syd", "5")]
    assert found("5", branch).customer == 2
    assert found("Nord", branch).customer == 1


@pytest.mark.parametrize(
    ("folders", "is_worth"),
    [
        (["Søndergade 7", "Møllevej 4B"], True),
        (["1234", "DCIM"], True),
        (["Søndergade 7", "DCIM"], False),
        (["DCIM", "2024"], False),
    ],
)
def test_one_name_alone_is_no_reason_to_ask(folders: list[str], is_worth: bool) -> None:
    assert is_worth_asking(match(folders, BRANCH)) is is_worth


# --- From files to a proposal ----------------------------------------------------------------


def file(folder: str, name: str = "a.jpg") -> Incoming:
    return Incoming(path=Path("/x") / folder / name, folder=folder)


def proposed(*files: Incoming, branch: Sequence[SlimRow] = BRANCH) -> Proposal | None:
    async def read(parent: CustomerId) -> Sequence[SlimRow]:
        assert parent == TOP.id
        return branch

    return asyncio.run(propose(files, TOP, read))


def test_the_folders_in_the_one_that_was_dropped() -> None:
    proposal = proposed(
        file("Fotos/1234"), file("Fotos/1234/Tag/Nord"), file("Fotos/Søndergade 9"), file("Fotos")
    )
    assert proposal is not None
    assert [group.name for group in proposal.groups] == ["1234", "Søndergade 9", ""]
    assert [each.folder for each in proposal.groups[0].files] == ["", "Tag/Nord"]
    assert [each.customer for each in proposal.matches] == [1, 2, None]


def test_the_dropped_folders_themselves() -> None:
    proposal = proposed(file("1234/Før"), file("Møllevej 4B"), file(""))
    assert proposal is not None
    assert [group.name for group in proposal.groups] == ["1234", "Møllevej 4B", ""]
    assert proposal.groups[0].files[0].folder == "Før"


@pytest.mark.parametrize(
    "files", [[file("")], [file("Fotos/2024")], [file("Søndergade 7")], [file("Fotos")], []]
)
def test_folders_that_are_no_customers_are_not_asked_about(files: list[Incoming]) -> None:
    assert proposed(*files) is None


def test_nobody_below_means_nobody_to_propose() -> None:
    assert proposed(file("Fotos/1234"), branch=[]) is None


def test_a_customer_of_the_branch_becomes_a_target() -> None:
    proposal = proposed(file("1234"))
    assert proposal is not None
    branch = proposal.branch
    assert branch.target(CustomerId(11)) == Target(
        id=CustomerId(11),
        name="Møllevej 4B",
        path=("Roden", "Andel", "Ejerforeningen Bakken"),
    )
    assert branch.target(CustomerId(5)).is_closed
    assert branch.target(TOP.id) is TOP
    assert branch.customers[0] == TOP.id
    assert len(branch.customers) == 1 + len(BRANCH)


def test_grouping_keeps_every_file() -> None:
    files = [file("A/x"), file("A"), file("B/y/z"), file("")]
    for depth in (0, 1, 2):
        groups = grouped(files, depth)
        assert sum(len(group.files) for group in groups) == len(files)


def test_a_large_branch_lets_others_take_turns() -> None:
    branch = [row(1000 + n, f"Vej {n}", str(50_000 + n)) for n in range(3000)]

    async def read(_parent: CustomerId) -> Sequence[SlimRow]:
        return branch

    async def count_turns() -> tuple[int, Proposal | None]:
        turns = 0
        files = [file("Fotos/50000"), file("Fotos/Vej 2999")]
        work = asyncio.ensure_future(propose(files, TOP, read))
        while not work.done():
            turns += 1
            await asyncio.sleep(0)
        return turns, work.result()

    turns, proposal = asyncio.run(count_turns())
    assert turns > 10
    assert proposal is not None
    assert [each.customer for each in proposal.matches] == [1000, 3999]
