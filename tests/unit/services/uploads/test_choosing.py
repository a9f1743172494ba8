"""Which upload goes next."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.services.uploads.choosing import LARGE, Choice


def an_upload(number: int, size: int = 5, **other: object) -> Upload:
    upload = Upload(
        id=UploadId(number),
        batch=BatchId(1),
        customer_id=CustomerId(7),
        customer_name="",
        path=Path(f"{number}.txt"),
        title=str(number),
        size=size,
        sha256=f"{number:x}a",
        rank=float(number),
    )
    return replace(upload, **other)  # type: ignore[arg-type]  # fields of Upload


def film(number: int) -> Upload:
    return an_upload(number, LARGE + 1)


def chosen(
    ready: list[Upload],
    carried: list[Upload] | None = None,
    unsettled: list[Upload] | None = None,
    lanes: int = 2,
) -> int | None:
    found = Choice().next(ready, carried=carried or [], unsettled=unsettled or [], lanes=lanes)
    return found.id if found else None


@pytest.mark.parametrize(
    ("ready", "carried", "lanes", "wanted"),
    [
        ([an_upload(1), an_upload(2)], [], 2, 1),
        ([film(1), an_upload(2)], [], 2, 1),
        ([film(1), an_upload(2)], [film(9)], 2, 2),
        ([film(1)], [film(9)], 2, None),
        ([film(1)], [film(9)], 3, 1),
        ([film(1), an_upload(2)], [], 1, 2),
        ([film(1)], [], 1, 1),
        ([], [], 1, None),
    ],
)
def test_small_ones_never_starve_behind_large_ones(
    ready: list[Upload], carried: list[Upload], lanes: int, wanted: int | None
) -> None:
    assert chosen(ready, carried, lanes=lanes) == wanted


@pytest.mark.parametrize("large_first", [True, False])
def test_in_one_lane_a_large_one_goes_after_twenty_others(large_first: bool) -> None:
    choice, small = Choice(), [an_upload(number) for number in range(2, 60)]
    went: list[int] = []
    for _ in range(23):
        ready = [film(1), *small] if large_first else [*small[:1], film(1), *small[1:]]
        found = choice.next(ready, carried=[], unsettled=[], lanes=1)
        assert found is not None
        went.append(found.id)
        small = [each for each in small if each.id != found.id]
    assert went.index(1) in (20, 21)
    assert went.count(1) == 1 or not large_first


def test_twins_wait_for_each_other() -> None:
    twin = an_upload(2, title="1")
    assert chosen([twin, an_upload(3)], carried=[an_upload(1)]) == 3
    verifying = an_upload(1, state=UploadState.VERIFYING)
    assert chosen([twin], unsettled=[verifying]) is None
    assert chosen([replace(twin, customer_id=CustomerId(8))], unsettled=[verifying]) == 2


def test_what_the_disk_does_not_have_yet_stays() -> None:
    assert chosen([an_upload(1, unwritten=UploadState.CANCELLED), an_upload(2)]) == 2
