"""The invented world: the same for the same order, and plausible."""

import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.demo import catalogue, schema
from desktop.demo.store import HIDDEN_GROUP
from desktop.demo.world import agreements, build, business, papers, population
from desktop.demo.world.clerk import Clerk
from desktop.demo.world.order import WorldOrder

TODAY = date(2031, 2, 3)
ORDER = WorldOrder(customers=2000, seed=7, today=TODAY)


@pytest.fixture(scope="module")
def customers() -> list[dict[str, Any]]:
    return list(population.customers(ORDER))


def parents(customers: list[dict[str, Any]]) -> dict[int, int]:
    return {each["id"]: each["parentcust"] for each in customers}


def depth(id_: int, above: dict[int, int]) -> int:
    return 1 + depth(above[id_], above) if above.get(id_) in above else 1


def test_the_same_order_makes_the_same_world(customers: list[dict[str, Any]]) -> None:
    assert list(population.customers(ORDER)) == customers
    other = WorldOrder(customers=2000, seed=8, today=TODAY)
    assert list(population.customers(other)) != customers


@pytest.mark.parametrize("count", [0, 1, 7, 60, 299])
def test_there_are_exactly_as_many_as_ordered(count: int) -> None:
    order = WorldOrder(customers=count, seed=1, today=TODAY)
    assert len(list(population.customers(order))) == count


def test_the_tree_is_deep_with_few_roots(customers: list[dict[str, Any]]) -> None:
    above = parents(customers)
    assert max(depth(id_, above) for id_ in above) == 6
    roots = [id_ for id_, parent in above.items() if parent == 0]
    assert 20 <= len(roots) <= 80
    assert sum(parent == business.NOWHERE for parent in above.values()) == 2


def test_a_large_world_has_a_node_with_ten_thousand_children() -> None:
    order = WorldOrder(customers=population.LARGE, seed=1, today=TODAY)
    children = Counter(each["parentcust"] for each in population.customers(order))
    assert children.most_common(1)[0][1] == 10_000


def test_all_states_occur(customers: list[dict[str, Any]]) -> None:
    for flag in ("isdeleted", "isblocked", "isprospect", "issubcontractor", "invoiceup"):
        assert 0 < sum(bool(each.get(flag)) for each in customers) < 2000, flag
    assert sum(each.get("maingroupid") == HIDDEN_GROUP for each in customers) == 3
    assert {each["typeid"] for each in customers} == set(catalogue.TYPE_TITLES) - {catalogue.METER}
    assert sum("latitude" in each for each in customers) > 1900


def test_company_and_location_numbers_check(customers: list[dict[str, Any]]) -> None:
    vats = [each["vat"] for each in customers if "vat" in each]
    weights = (2, 7, 6, 5, 4, 3, 2, 1)
    for vat in vats:
        assert len(vat) == 8
        assert sum(w * int(c) for w, c in zip(weights, vat, strict=True)) % 11 == 0
    eans = {each["publicid"] for each in customers if "publicid" in each}
    for ean in eans:
        assert ean.startswith("57")
        assert sum(int(c) * (3 if n % 2 else 1) for n, c in enumerate(ean)) % 10 == 0
    assert len(vats) > 100
    assert len(eans) > 10


def test_nobody_real_can_be_reached(customers: list[dict[str, Any]]) -> None:
    for customer in customers:
        assert customer.get("email", ".example").endswith(".example")
        assert customer.get("phone", "13")[:2] in {"13", "14", "15", "16", "17", "18"}


def test_every_change_lies_between_creation_and_yesterday(
    customers: list[dict[str, Any]],
) -> None:
    for customer in customers:
        assert customer["createdate"] <= customer["changedate"] < TODAY.isoformat()


def rows(kind: str, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    import json

    clerk = Clerk(ORDER)
    made = list(agreements.general_procedures(clerk))
    for customer in customers:
        made += [*agreements.of_customer(clerk, customer), *papers.of_customer(clerk, customer)]
    return [json.loads(str(row[-1])) for row in made if row[0] == kind]


def test_some_subscriptions_have_expired_and_some_soon_will(
    customers: list[dict[str, Any]],
) -> None:
    ends = [each["expires"] for each in rows("subscription", customers)]
    today, month = TODAY.isoformat(), (TODAY + timedelta(days=30)).isoformat()
    assert sum(bool(end) and end < today for end in ends) > 10
    assert sum(today <= end <= month for end in ends) > 10
    assert sum(end > month for end in ends) > 10
    assert "" in ends


def test_there_are_papers_lines_and_procedures(customers: list[dict[str, Any]]) -> None:
    assert len(rows("document", customers)) > 500
    assert len(rows("depotline", customers)) > 50
    procedures = rows("procedure", customers)
    assert {0, 1} == {int("customerid" in each) for each in procedures}
    assert sum(each.get("isdeleted", 0) for each in procedures) == 1


def count(folder: Path) -> int:
    db = sqlite3.connect(folder / schema.FILE_NAME)
    try:
        found: int = db.execute("SELECT count(*) FROM customer").fetchone()[0]
        return found
    finally:
        db.close()


def test_a_world_is_reused_when_the_order_is_the_same(tmp_path: Path) -> None:
    order = WorldOrder(customers=20, seed=1, today=TODAY)
    build.make_ready(tmp_path, order)
    written = (tmp_path / schema.FILE_NAME).stat().st_mtime_ns
    later = WorldOrder(customers=20, seed=1, today=TODAY + timedelta(days=1))
    build.make_ready(tmp_path, later)
    assert (tmp_path / schema.FILE_NAME).stat().st_mtime_ns == written
    build.make_ready(tmp_path, WorldOrder(customers=30, seed=1, today=TODAY))
    assert count(tmp_path) == 30


def test_what_is_no_world_is_built_anew(tmp_path: Path) -> None:
    (tmp_path / schema.FILE_NAME).write_bytes(b"something else entirely" * 100)
    build.make_ready(tmp_path, WorldOrder(customers=20, seed=1, today=TODAY))
    assert count(tmp_path) == 20
