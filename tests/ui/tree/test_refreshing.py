"""Changes that come, and what the next start brings back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.conftest import FAMILY, ORPHANS
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver
from tests.ui.tree.forests import customer
from tests.ui.tree.test_panel import ALMA

LATER = "2031-01-01"


def news(id_: int, name: str, parent: int = 0, **fields: Any) -> Any:
    return customer(id_, name, parent, **{"maingroupid": 1, "changedate": LATER, **fields})


MANY = [customer(id_, f"Kunde {id_}", maingroupid=1) for id_ in range(100, 200)]


def test_a_copy_begun_anew_ends_where_it_was(opened: TreeDriver, copy: LocalCopy) -> None:
    """What is open, selected and in sight goes with the copy, and comes back with it."""
    copy.hear(*MANY, named=False)
    opened.shows("Kunde 199")
    view = opened.everyone
    view.verticalScrollBar().setValue(37 * view.rowHeight(opened.index("Bo")) + 5)
    before, names, top = opened.names(), len(opened.selected), view.top
    assert top is not None

    everyone = [
        customer(id_, name, above, **{"maingroupid": 1, **fields})
        for id_, name, above, fields in FAMILY
    ] + MANY
    copy.become(is_whole=False)
    copy.lose(*(each.id for each in everyone))
    copy.tell()
    opened.wait()
    for part, name in ((everyone[:4], "Abehus"), (everyone[4:9], "Bo"), (MANY, "Kunde 199")):
        copy.hear(*part, named=False)
        opened.shows(name)
    copy.become(is_whole=True)

    opened.wait(*before)
    opened.qtbot.waitUntil(lambda: view.top == top, timeout=PATIENCE_MS)
    assert opened.chosen == "Alma"
    assert len(opened.selected) == names


@pytest.fixture
def opened(started: TreeDriver, until: Callable[..., Any]) -> TreeDriver:
    """Alma is selected."""
    until(started.panel.reveal(ALMA))
    started.selects("Alma")
    started.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo", ORPHANS)
    return started


def saved(copy: LocalCopy, *records: Any) -> None:
    """The server's answer to a save, before it is in the copy."""
    ids = frozenset(record.id for record in records)
    copy.changes.publish(Change(subject=Subject.CUSTOMERS, ids=ids, records=records))


def test_a_saved_customer_shows_before_the_copy_has_it(opened: TreeDriver, copy: LocalCopy) -> None:
    saved(copy, news(1, "Abehus af i dag"))
    assert opened.names()[0] == "Abehus af i dag"
    assert opened.view.isExpanded(opened.index("Abehus af i dag"))
    assert opened.selected[1:] == []


def test_a_saved_customer_that_moved_is_followed(opened: TreeDriver, copy: LocalCopy) -> None:
    saved(copy, news(4, "Alma", 7))
    opened.wait("Abehus", "Abel", "Adam", "Arne", "Bo", "Alma", ORPHANS)
    opened.qtbot.waitUntil(lambda: opened.view.customer is not None, timeout=PATIENCE_MS)
    assert opened.view.customer is not None
    assert opened.view.customer.parent == 7
    assert opened.selected[1:] == []


@pytest.mark.parametrize("named", [True, False])
def test_what_colleagues_did_shows(opened: TreeDriver, copy: LocalCopy, named: bool) -> None:
    copy.hear(
        news(3, "Øjvind", 2), news(21, "Aja", 2), news(22, "Anna", 4), news(6, "Arne", 1),
        named=named,
    )  # fmt: skip
    opened.wait("Abehus", "Abel", "Aja", "Øjvind", "Alma", "Arne", "Bo", ORPHANS)
    assert opened.tree.hasChildren(opened.index("Alma"))
    assert opened.view.customer is not None
    assert opened.view.customer.name == "Alma"
    assert opened.selected[1:] == []
    assert opened.notices == []


@pytest.mark.parametrize("named", [True, False])
def test_who_is_gone_goes(opened: TreeDriver, copy: LocalCopy, named: bool) -> None:
    opened.click("Arne")
    copy.hear(news(7, "Bo", isdeleted=1), named=named)
    copy.lose(3, 9)
    opened.wait("Abehus", "Abel", "Arne", ORPHANS)
    # Alma is there, and her parent is not.
    opened.expand(ORPHANS)
    opened.wait("Abehus", "Abel", "Arne", ORPHANS, "Alma")


def test_a_selected_customer_that_is_gone_is_let_go(opened: TreeDriver, copy: LocalCopy) -> None:
    copy.lose(4)
    opened.qtbot.waitUntil(lambda: opened.selected[-1] is None, timeout=PATIENCE_MS)
    assert opened.view.customer is None


def test_a_selected_customer_that_a_colleague_moved_is_followed(
    opened: TreeDriver, copy: LocalCopy
) -> None:
    copy.hear(news(4, "Alma", 7))
    opened.wait("Abehus", "Abel", "Adam", "Arne", "Bo", "Alma", ORPHANS)
    assert opened.index("Alma") == opened.view.currentIndex()
    assert opened.selected[1:] == []


def test_one_without_a_parent_that_is_found_goes_there(opened: TreeDriver, copy: LocalCopy) -> None:
    copy.hear(news(99, "Cilla", 7))
    opened.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo")
    opened.expand("Bo")
    opened.shows("Cilla")
    opened.expand("Cilla")
    opened.shows("Carla")


def test_parents_that_come_to_go_in_a_circle(opened: TreeDriver, copy: LocalCopy) -> None:
    copy.hear(news(1, "Abehus", 4))
    opened.qtbot.waitUntil(lambda: "Bo" in opened.names()[0], timeout=PATIENCE_MS)
    assert opened.names()[1] == "Without a visible parent (2)"
    copy.hear(news(1, "Abehus", 0, changedate="2031-01-02"))
    opened.shows("Abehus", ORPHANS)
    opened.expand("Abehus")
    opened.shows("Abel")


def test_what_is_looked_at_stays_in_its_place(opened: TreeDriver, copy: LocalCopy) -> None:
    copy.hear(*(news(1000 + n, f"Ambo {n}", 1) for n in range(60)))
    opened.shows("Ambo 59")
    opened.view.scrollTo(opened.index("Arne"), opened.view.ScrollHint.PositionAtTop)
    before = opened.view.visualRect(opened.index("Arne")).top()
    opened.everyone.collapse(opened.index("Adam"))
    arne = QPersistentModelIndex(opened.index("Arne"))
    copy.hear(*(news(2000 + n, f"Aaa {n}", 0) for n in range(20)), named=False)
    opened.shows("Aaa 19")
    assert arne.isValid()
    assert abs(opened.view.visualRect(opened.index("Arne")).top() - before) <= 24


def test_a_reload_reads_what_is_open(opened: TreeDriver, copy: LocalCopy) -> None:
    copy.fill([news(3, "Adam af i dag", 2), news(23, "Ny under Abel", 2), news(24, "Ny rod")])
    opened.panel.reload()
    opened.wait(
        "Abehus", "Abel", "Adam af i dag", "Alma", "Arne", "Ny under Abel", "Bo", "Ny rod", ORPHANS
    )
    assert opened.selected[1:] == []


def test_a_reload_that_fails_keeps_what_is_there(
    opened: TreeDriver, copy: LocalCopy, until: Callable[..., Any]
) -> None:
    before = opened.seen()
    broken = copy.broken()
    until(broken.__aenter__())
    opened.panel.reload()
    opened.qtbot.waitUntil(lambda: bool(opened.notices), timeout=PATIENCE_MS)
    assert opened.seen() == before
    until(broken.__aexit__(None, None, None))
    copy.hear(news(25, "Dorte"))
    opened.shows("Dorte")


def test_a_closed_branch_is_read_anew_when_it_is_opened(
    opened: TreeDriver, copy: LocalCopy
) -> None:
    opened.view.collapse(opened.index("Abel"))
    copy.hear(news(26, "Alba", 2), named=False)
    opened.qtbot.waitUntil(lambda: "Alba" in _below(opened, "Abel"), timeout=PATIENCE_MS)


def _below(driver: TreeDriver, text: str) -> list[str]:
    driver.view.expand(driver.index(text))
    return driver.names()


def test_what_was_open_and_selected_comes_back(
    opened: TreeDriver, copy: LocalCopy, another: Callable[[], TreeDriver]
) -> None:
    opened.chip("closed_chip").click()
    opened.shows("Ada")
    state = opened.panel.state()
    assert state["open"] == [1, 2, 3]
    again = another()
    again.panel.restore(state)
    again.panel.start()
    again.selects("Alma")
    again.shows("Ada")
    assert again.view.header().sectionSize(1) == opened.view.header().sectionSize(1)
    # What was open the last time is no wish to ask the server.
    assert copy.looked_into == []


def test_another_choice_meanwhile_is_kept(
    driver: TreeDriver, planted: LocalCopy, until: Callable[..., Any]
) -> None:
    driver.panel.start()
    driver.shows("Abehus")
    until(planted.reader.release())
    driver.panel.restore({"open": [1], "selected": 2})
    driver.shows("Abehus", "Loading…")
    driver.click("Abehus")
    planted.reader.allow()
    driver.shows("Abel")
    assert [each.name for each in driver.selected if each] == ["Abehus"]


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"open": "x", "selected": "y", "columns": 7, "maingroup": None},
        {"open": [None, 3.5, 10**30], "selected": -5, "columns": "æø", "with_closed": "no"},
    ],
)
def test_nonsense_is_not_remembered(driver: TreeDriver, planted: LocalCopy, state: Any) -> None:
    driver.panel.restore(state)
    driver.panel.start()
    driver.shows(ORPHANS)
    assert driver.selected == []


def test_many_changes_in_a_row_are_read_together(opened: TreeDriver, copy: LocalCopy) -> None:
    counted: list[object] = []
    opened.tree.expanders_changed.connect(lambda: counted.append(None))
    for n in range(40):
        copy.hear(news(3000 + n, f"Emil {n:02}", CustomerId(0)))
    opened.shows("Emil 39")
    assert len(counted) <= 4
