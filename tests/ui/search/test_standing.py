"""What is said of a search whose copy is not whole, not new, or cannot be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desktop.domain.sync import Phase, SyncState
from desktop.services.changes import Change, Subject
from tests.helpers.local_copy import LocalCopy
from tests.ui.search.driver import SearchDriver


def stand(copy: LocalCopy, state: SyncState) -> None:
    copy.state = state
    copy.changes.publish(Change(subject=Subject.SYNC))


def test_while_the_first_load_goes_on(driver: SearchDriver, copy: LocalCopy) -> None:
    driver.finds("vester", "Vestergade")
    driver.says("search_words", "")
    loading = SyncState(phase=Phase.LOADING, known=12_300)
    stand(copy, loading)
    driver.says("search_words", "Searching the 12,300 customers read so far.")
    stand(copy, replace(loading, known=12_800))
    driver.says("search_words", "Searching the 12,800 customers read so far.")
    stand(copy, SyncState(phase=Phase.IDLE, known=20_000, is_whole=True))
    driver.says("search_words", "")


def test_offline_the_age_is_told(driver: SearchDriver, copy: LocalCopy) -> None:
    at = datetime.now(UTC)
    stand(copy, SyncState(phase=Phase.WAITING, known=8, is_whole=True, updated_at=at))
    driver.finds("vester", "Vestergade")
    driver.says("search_words", f"Offline: as of {at.astimezone():%H:%M}.")


def test_nothing_is_said_beside_the_tree(driver: SearchDriver, copy: LocalCopy) -> None:
    driver.finds("vester", "Vestergade")
    stand(copy, SyncState(phase=Phase.LOADING, known=12_300))
    driver.write("")
    driver.says("search_words", "")


def test_a_copy_that_cannot_be_read_is_said_in_place(
    driver: SearchDriver, copy: LocalCopy, until: Callable[..., Any]
) -> None:
    meanwhile = copy.broken()
    until(meanwhile.__aenter__())
    driver.write("vester")
    driver.wait(lambda: driver.words("search_message") != "")
    until(meanwhile.__aexit__(None, None, None))
    assert "Vestergade" not in driver.listed
    assert driver.notices == []
    driver.finds("vestergade", "Vestergade")
