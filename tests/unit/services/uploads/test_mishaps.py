"""What counts as a row of failures, and what breaks it."""

from dataclasses import replace
from pathlib import Path

from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId
from desktop.services.uploads.mishaps import Mishaps

LARGE = Upload(
    id=UploadId(1),
    batch=BatchId(1),
    customer_id=CustomerId(7),
    customer_name="Søndergade 7",
    path=Path("film.mp4"),
    title="film",
    size=1_000_000,
)


def cut_at(*places: int, silent: bool = False) -> list[bool]:
    """Whether it was one too many, try by try."""
    cuts = Mishaps(most=3)
    return [
        cuts.is_one_too_many(replace(LARGE, sent=sent), silences=number if silent else 0)
        for number, sent in enumerate(places)
    ]


def test_at_the_same_place_each_time_it_is_the_files_fault() -> None:
    assert cut_at(300_000, 301_000, 250_000) == [False, False, True]


def test_before_anything_has_left_too() -> None:
    assert cut_at(0, 0, 0) == [False, False, True]


def test_further_by_a_tenth_the_row_begins_anew() -> None:
    assert cut_at(100_000, 90_000, 200_000, 150_000, 199_000) == [False] * 4 + [True]


def test_a_server_that_was_silent_in_between_is_no_fault_of_the_file() -> None:
    assert not any(cut_at(*[300_000] * 9, silent=True))


def test_what_went_all_the_way_begins_anew() -> None:
    cuts = Mishaps(most=2)
    for _ in range(5):
        assert not cuts.is_one_too_many(LARGE)
        cuts.forget(LARGE.id)


def test_asked_again_by_the_user_it_has_all_its_tries_again() -> None:
    assert cut_at(*[0] * 6) == [False, False, True] * 2
