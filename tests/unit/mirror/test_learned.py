"""What ids are called, learned from the customers that carry them."""

from pathlib import Path

from desktop.mirror import learned
from tests.helpers.mirrored import absorb, customer, opened

_NAMES = (["ourreference"], ["ourreferencetext"])


def _called(folder: Path, *texts: tuple[object, object]) -> dict[int, str]:
    writing = opened(folder)
    absorb(
        writing,
        *(
            customer(number, ourreference=id_, ourreferencetext=text)
            for number, (id_, text) in enumerate(texts, start=1)
        ),
    )
    try:
        with writing.transaction() as db:
            return learned.called(db, *_NAMES)
    finally:
        writing.close()


def test_an_id_is_called_what_stands_beside_it(tmp_path: Path) -> None:
    assert _called(tmp_path, (4, "Åse Holm"), ("7", " Bo Skov ")) == {4: "Åse Holm", 7: "Bo Skov"}


def test_of_several_names_the_most_frequent_is_taken(tmp_path: Path) -> None:
    assert _called(tmp_path, (4, "Åse"), (4, "Åse Holm"), (4, "Åse Holm")) == {4: "Åse Holm"}


def test_no_id_is_nobody_and_an_id_without_a_name_is_there_all_the_same(tmp_path: Path) -> None:
    given = (0, "Nobody"), (5, ""), (5, ""), (None, "x"), (6, None), (5, "Bo Skov")
    assert _called(tmp_path, *given) == {5: "Bo Skov", 6: ""}
