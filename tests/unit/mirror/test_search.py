"""Customers are found by what somebody types, the likeliest first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from desktop.domain.hits import Hidden
from desktop.domain.ids import CustomerId
from desktop.mirror import marks
from tests.helpers.mirrored import NOON, absorb, customer, remove
from tests.unit.mirror.finding import FULL, Asked, copy_of, scope


@pytest.fixture
def asked() -> Iterator[Asked]:
    with copy_of() as asked:
        yield asked


@pytest.fixture(scope="module")
def one() -> Iterator[Asked]:
    """A copy with one customer to find, and one that never matches."""
    with copy_of(FULL, customer(2, name="Xx")) as asked:
        yield asked


FINDING = (
    "boligforeningen | bolig | b | ærø | aeroe | aero | vænge | foreningen | rovae | th bolig",
    "søndergade | soendergade | sondergade | SØNDER | Søndergade 7 | 7 søndergade | gade 7",
    "århus | aarhus | arhus | ÅRH | rhus | 8600 | 860 | 600 | 8600 århus | kirken bag",
    "86123456 | 86 12 34 56 | 8612 3456 | +4586123456 | +45 86 12 34 56 | 0045 86123456",
    "4586123456 | 86 1 | 12 34 56 | 3456 | 20 30 40 50 | 304 | århus bolig 86 12 34 56",
    "12345678 | DK12345678 | dk 12 34 56 78 | 5798 0000 12345 | 000012345",
    "K700-1-02 | k700102 | k700 | 700 | info@lærke.example | laerke | lærke.ex",
    "andre | André | muller | mueller | müll | nøgle | nogle | brik | 4711",
    "  bolig   | bolig, (århus)! | ",
)
NOT_FINDING = "q | bolig q | lig århus k9 | 4586123457 | 87123456 | so 9 | ha | us | aarhu8 | k71"


@pytest.mark.parametrize("text", [each for line in FINDING for each in line.split(" | ") if each])
def test_what_finds_it(one: Asked, text: str) -> None:
    assert one.ids(text) == [1]
    assert one.matching(text) == {1}


@pytest.mark.parametrize("text", NOT_FINDING.split(" | "))
def test_what_does_not(one: Asked, text: str) -> None:
    assert one.ids(text) == []
    assert one.matching(text) == set()


def test_letters_in_a_row_are_not_put_together(asked: Asked) -> None:
    asked.put(
        customer(1, name="Xabcd Xbcde", phone="71234000 72345000"),
        customer(2, name="Xabcde", phone="71234500"),
    )

    assert asked.ids("abcde") == [2]
    assert asked.ids("12345") == [2]
    assert asked.matching("abcde") == {2}
    assert asked.hidden("abcde", scope(maingroup=1)).groups == 1


def test_many_that_only_look_alike_are_no_hits(asked: Asked) -> None:
    asked.put(
        *(customer(n, name="Xabcd Xbcde") for n in range(1, 700)),
        customer(700, name="Xabcde"),
    )

    found = asked.find("abcde")
    assert found.is_more
    assert found.hits == ()
    assert asked.matching("abcde") == {700}


def does_no_harm(one: Asked, text: str) -> None:
    one.find(text, scope(with_closed=False, maingroup=1))
    one.matching(text)
    one.hidden(text, scope(with_closed=False, maingroup=1))

    assert one.ids("bolig") == [1]


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ue000g12", "🎄", "\ud800", "ﷺ", "½", "İ"])
@pytest.mark.parametrize("times", [1, 10_000])
def test_no_letter_does_harm(one: Asked, text: str, times: int) -> None:
    does_no_harm(one, text * times)


HARMLESS = """ " * ""* ' ( ) NOT AND OR a:b {a} ^a -a + % ~0 ~0! #k _b =b .oli NEAR(a text:a"""


@pytest.mark.parametrize("text", [" ", "AND OR NOT", "a " * 10_000, *HARMLESS.split()])
def test_no_sign_does_harm(one: Asked, text: str) -> None:
    does_no_harm(one, text)


def test_the_signs_of_the_index_find_nothing(one: Asked) -> None:
    assert one.ids("~0!") == one.ids("0") == [1]
    assert one.ids("_b") == one.ids("b") == [1]


# --- Order -------------------------------------------------------------------------------------


def test_the_likeliest_comes_first(asked: Asked) -> None:
    asked.put(
        customer(1, name="A", address="Strandnord 2"),
        customer(2, name="B", address="Nordgade 2"),
        customer(3, name="C", address="Nord 1"),
        customer(4, name="Nordvest Strandens"),
        customer(5, name="Ny Nordvest"),
        customer(6, name="Hotel Nord"),
        customer(7, name="Nord Hotel"),
        customer(8, name="Nord"),
        customer(9, name="Z", customernumber="nord"),
        customer(10, name="Y", customernumber="NORD-7"),
    )

    assert asked.ids("nord") == [9, 8, 7, 4, 10, 6, 5, 3, 2, 1]


def test_the_house_itself_before_those_with_longer_numbers(asked: Asked) -> None:
    houses = ("70", "71", "7, 1. th", "7 A", "7", "17")
    asked.put(*(customer(n, name=f"Søndergade {house}") for n, house in enumerate(houses, 1)))

    assert asked.ids("sondergade 7") == [5, 4, 3, 1, 2]


def test_what_was_typed_whole_before_what_only_begins_so(asked: Asked) -> None:
    asked.put(
        customer(1, name="A", address="Søndergade 70"),
        customer(2, name="B", address="Søndergade 7"),
        customer(3, name="Bodil Søndergaard"),
        customer(4, name="Bo Søndergaard"),
    )

    assert asked.ids("7 sonderg") == asked.ids("sonderg 7") == [2, 1]
    assert asked.ids("sonderg bo") == [4, 3]


def test_open_before_closed(asked: Asked) -> None:
    asked.put(
        customer(1, name="Nord", isdeleted=1),
        customer(2, name="Hotel Nord", isdeleted=1),
        customer(3, name="Hotel", address="Fjordnordvej"),
        customer(4, name="Hotel Nord"),
    )

    assert asked.ids("nord") == [4, 3, 1, 2]
    assert asked.ids("nord", scope(with_closed=False)) == [4, 3]


def test_lately_used_and_pinned_ones_first(asked: Asked) -> None:
    asked.put(
        customer(1, name="Nord"),
        customer(2, name="Hotel Nord"),
        customer(3, name="Nordvest", isdeleted=1),
        customer(4, name="Hotel", address="Fjordnordvej"),
        customer(5, name="Syd"),
        customer(6, name="Nord", isdeleted=1),
    )
    asked.use(2, 3, 5)
    with asked.writing.transaction() as db:
        marks.pin(db, CustomerId(4), pinned=True, at=NOON)

    assert asked.ids("nord") == [2, 4, 1, 3, 6]
    assert [hit.row.id for hit in asked.find("nord").hits if hit.is_recent] == [2, 4, 3]
    assert asked.ids("nord", scope(with_closed=False)) == [2, 4, 1]


def test_an_exact_number_comes_before_lately_used_ones(asked: Asked) -> None:
    asked.put(customer(1, name="Syd", customernumber="101-3"), customer(2, name="Afd. 101-3, Nord"))
    asked.use(2)

    assert asked.ids("101-3") == [1, 2]


def test_lately_used_ones_are_known_as_they_are_now(asked: Asked) -> None:
    asked.put(customer(1, name="Nord"), customer(2, name="Nord By"))
    asked.use(2)
    assert asked.ids("nord") == [2, 1]

    asked.put(customer(2, name="Syd"))
    assert asked.ids("nord") == [1]
    asked.use(1)
    assert asked.ids("nord") == [1]
    remove(asked.writing, 1)
    assert asked.ids("nord") == []


def test_lately_used_ones_are_found_among_many(asked: Asked) -> None:
    asked.put(*(customer(n, name=f"Nord {n}") for n in range(1, 400)))
    asked.use(399)

    assert asked.ids("nord")[0] == 399


def test_the_exact_number_among_many(asked: Asked) -> None:
    asked.put(
        *(customer(n, name=f"20 {n}", customernumber=f"20{n:03}") for n in range(1, 400)),
        customer(900, name="Å", customernumber="20"),
    )

    assert asked.ids("20")[0] == 900


def test_names_in_their_order(asked: Asked) -> None:
    asked.put(*(customer(n, name=f"Nord {20 - n}") for n in range(1, 20)))

    assert asked.ids("nord") == list(range(19, 0, -1))


def test_no_more_than_asked_for(asked: Asked) -> None:
    asked.put(*(customer(n, name=f"Nord {n}") for n in range(1, 300)))

    few = asked.find("nord", limit=5)
    assert len(few.hits) == 5
    assert few.is_more
    assert not asked.find("nord 299", limit=5).is_more
    assert len(asked.ids("nord", limit=1_000)) == 299


# --- Scope -------------------------------------------------------------------------------------


def test_a_main_group(asked: Asked) -> None:
    asked.put(
        customer(1, name="Nord", maingroupid=1),
        customer(2, name="Nord", maingroupid=12),
        customer(3, name="Nord", maingroupid=1, isdeleted=1),
        customer(4, name="Nord"),
    )
    asked.use(2)

    assert asked.ids("nord", scope(maingroup=1)) == [1, 3]
    assert asked.ids("nord", scope(maingroup=12)) == [2]
    assert asked.ids("nord", scope(maingroup=1, with_closed=False)) == [1]
    assert asked.matching("nord", scope(maingroup=1)) == {1, 3}


def test_who_moves_to_another_group_is_found_there(asked: Asked) -> None:
    asked.put(customer(1, name="Nord", maingroupid=1))
    asked.put(customer(1, name="Nord", maingroupid=2))

    assert asked.ids("nord", scope(maingroup=1)) == []
    assert asked.ids("nord", scope(maingroup=2)) == [1]


def test_what_the_scope_hides_is_counted(asked: Asked) -> None:
    asked.put(
        *(customer(n, name="Nordvest", maingroupid=1) for n in range(1, 4)),
        *(customer(n, name="Nordvest", maingroupid=1, isdeleted=1) for n in range(11, 16)),
        *(customer(n, name="Nordvest", maingroupid=2) for n in range(21, 28)),
        *(customer(n, name="Nordvest", maingroupid=3, isdeleted=1) for n in range(31, 42)),
        customer(50, name="Ordv Ves", maingroupid=2),
    )

    for text in ("nord", "n", "vest", "ordves"[:4]):
        hidden = asked.hidden(text, scope(with_closed=False, maingroup=1))
        assert hidden.closed == 5
        assert hidden.groups >= 7
    assert asked.hidden("nord", scope()) == Hidden()
    assert asked.hidden("nord", scope(with_closed=False)) == Hidden(closed=16)
    assert asked.hidden("nord", scope(maingroup=1)) == Hidden(groups=18)
    assert asked.hidden("ordve", scope(with_closed=False, maingroup=1)).groups == 7
    assert asked.hidden("syd", scope(with_closed=False, maingroup=1)) == Hidden()


def test_counting_comes_to_an_end(asked: Asked) -> None:
    asked.put(*(customer(n, name="Nord", isdeleted=1) for n in range(1, 1_200)))

    assert asked.hidden("nord", scope(with_closed=False)) == Hidden(closed=1_000)


# --- Paths -------------------------------------------------------------------------------------


def test_hits_name_those_above_them(asked: Asked) -> None:
    asked.put(
        customer(1, name="Domus"),
        customer(2, 1, name="Foreningen", isdeleted=1),
        customer(3, 2, name="Nord"),
        customer(4, 77, name="Nord fremmed"),
    )

    assert [hit.path for hit in asked.find("nord").hits] == [("Domus", "Foreningen"), ()]


def test_a_circle_is_named_once(asked: Asked) -> None:
    asked.put(customer(1, 2, name="Høne"), customer(2, 1, name="Æg"), customer(3, 3, name="Selv"))

    assert [hit.path for hit in asked.find("høne").hits] == [("Æg",)]
    assert [hit.path for hit in asked.find("selv").hits] == [()]


# --- Typing errors -----------------------------------------------------------------------------


MISTYPED = (
    "søndregade | søndegade | søndergadde | sxndergade | sondergaed | øsndergade | soendergaf",
    "søndregade 7 | 7 søndrgade | bent søndrgade",
)


@pytest.mark.parametrize("text", [each for line in MISTYPED for each in line.split(" | ")])
def test_a_small_error_is_forgiven_as_a_second_choice(asked: Asked, text: str) -> None:
    asked.put(customer(1, name="Bent", address="Søndergade 7"), customer(2, name="Nørregade"))

    found = asked.find(text)

    assert [(hit.row.id, hit.is_guess) for hit in found.hits] == [(1, True)]


@pytest.mark.parametrize(
    "text", ["sxxndergade", "sxn", "86123457", "søndrgade 9", "bxnt søndxrgxde"]
)
def test_larger_errors_are_not(asked: Asked, text: str) -> None:
    asked.put(customer(1, name="Bent", address="Søndergade 7", phone="86123456"))

    assert asked.find(text).hits == ()


def test_guesses_come_last(asked: Asked) -> None:
    asked.put(
        customer(1, name="Nordby", isdeleted=1),
        customer(2, name="Nordvy"),
        customer(3, name="Hotel Nordvy"),
        customer(4, name="Hotel", address="Nordvy"),
    )

    assert asked.ids("nordby") == [1]
    assert asked.guesses("nordby") == [3, 2, 4]
    assert not asked.find("nordby").is_more


def test_with_many_hits_nothing_is_guessed(asked: Asked) -> None:
    asked.put(*(customer(n, name=f"Nordby {n}") for n in range(1, 30)), customer(99, name="Nordvy"))

    assert asked.guesses("nordby") == []
    assert asked.guesses("nordby 7") == []


# --- Change ------------------------------------------------------------------------------------


def test_what_changes_is_found_anew(asked: Asked) -> None:
    asked.put(customer(1, name="Nord"), customer(2, name="Nord By"))

    asked.put(customer(1, name="Syd"))
    assert asked.ids("nord") == [2]
    assert asked.ids("syd") == [1]
    asked.put(customer(1, name="Syd", isdeleted=1))
    assert asked.ids("syd", scope(with_closed=False)) == []
    assert asked.ids("syd") == [1]
    asked.put(customer(1, name="Syd"))
    assert asked.ids("syd", scope(with_closed=False)) == [1]
    remove(asked.writing, 1, 2, 3)
    assert asked.ids("syd") == asked.ids("nord") == []


def test_the_same_again_changes_nothing(asked: Asked) -> None:
    asked.put(customer(1, name="Nord"))
    later = asked.writing.stamp_of(10**18)
    absorb(asked.writing, customer(1, name="Nord"), stamp=later, at=NOON + timedelta(days=1))

    assert asked.ids("nord") == [1]
