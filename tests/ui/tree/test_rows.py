"""What the rows of the tree say and look like, and which of them there are."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer, CustomerType
from desktop.domain.rows import row_of
from desktop.domain.sifting import Sifted
from desktop.domain.slim import full, slim
from desktop.services.marks import Unseen
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, Hidden
from desktop.ui.tree.rows import LOOK_ROLE, VALUE_ROLE
from desktop.ui.tree.sieve import Sieve
from tests.ui.tree.forests import drawn, indexes, ordered, row, with_below

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def key(id_: int) -> CustomerId:
    return CustomerId(id_)


def test_closed_customers_are_hidden_and_counted(checked: CustomerTree) -> None:
    checked.put_children(ROOT, ordered(row(1, "A"), row(2, "B", isdeleted=1)))
    checked.put_children(key(1), ordered(row(11, "Aa", 1, isdeleted="1")))
    assert drawn(checked) == ["A"]
    assert checked.hidden() == {Hidden.CLOSED: 2}
    assert not checked.hasChildren(checked.index_of(key(1)))
    checked.put_sieve(Sieve(with_closed=True))
    assert drawn(checked) == ["A", "  Aa", "B"]
    assert not checked.hidden()
    checked.put_sieve(Sieve(), keep=[key(11)])
    assert drawn(checked) == ["A", "  Aa"]
    assert checked.hidden() == {Hidden.CLOSED: 1}


def test_one_hidden_by_the_main_group_shows_for_those_below(checked: CustomerTree) -> None:
    checked.put_children(ROOT, ordered(row(1, "A", maingroupid=1), row(2, "B", maingroupid=1)))
    checked.put_children(key(1), ordered(row(11, "Aa", 1, maingroupid=2)))
    checked.put_sieve(Sieve(maingroup=MaingroupId(2)))
    assert drawn(checked) == ["A", "  Aa"]
    assert checked.hidden() == {Hidden.MAINGROUP: 1}
    checked.put_changed(ordered(row(11, "Aa", 1, maingroupid=1)))
    assert drawn(checked) == []
    checked.put_changed(ordered(row(11, "Aa", 1, maingroupid=2)))
    assert drawn(checked) == ["A", "  Aa"]


def test_what_leads_on_is_shown_before_it_is_loaded(checked: CustomerTree) -> None:
    there = [row(1, "A", isdeleted=1), row(2, "B"), row(3, "C"), row(4, "D", isdeleted=1)]
    checked.put_children(ROOT, ordered(*(with_below(each, 1, 0) for each in there)))
    sifted = Sifted(leads=frozenset({key(1)}), below={key(1): 1, key(3): 1}, closed=4)
    checked.put_sieve(Sieve(sifted=sifted))
    assert drawn(checked) == ["A", "B", "C"]
    assert [checked.hasChildren(index) for index in indexes(checked)] == [True, False, True]
    assert checked.hidden() == {Hidden.CLOSED: 4}


def test_in_one_main_group_only_what_leads_to_it_can_be_opened(checked: CustomerTree) -> None:
    there = [with_below(row(id_, maingroupid=1), 3) for id_ in (1, 2)]
    checked.put_children(ROOT, ordered(*there))
    group = MaingroupId(1)
    checked.put_sieve(Sieve(maingroup=group))
    assert [checked.hasChildren(index) for index in indexes(checked)] == [True, True]
    sifted = Sifted(leads=frozenset(), below={key(2): 2}, closed=0)
    checked.put_sieve(Sieve(maingroup=group, sifted=sifted))
    assert [checked.hasChildren(index) for index in indexes(checked)] == [False, True]
    assert [index.data(LOOK_ROLE).count for index in indexes(checked)] == [0, 2]


def test_a_hidden_customer_can_be_kept(checked: CustomerTree) -> None:
    checked.put_children(ROOT, ordered(row(1, "A", isdeleted=1)))
    checked.put_children(key(1), ordered(row(11, "Aa", 1, isdeleted=1)))
    checked.keep(key(11))
    assert drawn(checked) == ["A", "  Aa"]


def test_a_row_tells_what_it_is(checked: CustomerTree) -> None:
    there = row(
        1,
        "<b>Søndergade</b> 7",
        customernumber="1234",
        zip="8000",
        city="Aarhus",
        typeid=5,
        isblocked=1,
        isdeleted=1,
    )
    checked.put_sieve(Sieve(with_closed=True))
    checked.put_children(ROOT, ordered(there))
    type_ = CustomerType({"id": 5, "title": "Ejendom", "letter": "E", "color": "#aa0000"})
    checked.put_looks(types={type_.id: type_})
    index = checked.index_of(key(1))
    texts = [index.siblingAtColumn(column).data() for column in range(checked.columnCount())]
    assert texts == ["<b>Søndergade</b> 7", "1234", "Aarhus"]
    assert index.data(VALUE_ROLE) == full(there)
    assert index.data(LOOK_ROLE) == Look(
        Kind.CUSTOMER, "E", "#aa0000", is_closed=True, is_blocked=True, is_customer=True
    )
    tooltip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Søndergade&lt;/b&gt; 7" in tooltip
    assert "Ejendom" in tooltip
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "<b>Søndergade</b> 7, Closed, Blocked"


def test_a_nameless_customer_has_a_row_too(checked: CustomerTree) -> None:
    checked.put_children(ROOT, [slim(row_of(Customer({"id": 7, "name": None})))])
    assert drawn(checked) == ["No name (#7)"]


def test_the_header_names_the_columns(checked: CustomerTree) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert [checked.headerData(i, horizontal) for i in range(3)] == ["Name", "Number", "City"]


def test_a_row_tells_how_many_are_below(checked: CustomerTree) -> None:
    checked.put_children(ROOT, ordered(with_below(row(1), 12_345, 1), with_below(row(2), 0)))
    first, second = indexes(checked)
    assert first.data(LOOK_ROLE).count == 1
    assert first.data(SPOKEN) == "Kunde 1, 1 customer below"
    assert second.data(LOOK_ROLE).count == 0
    assert second.data(SPOKEN) == "Kunde 2"
    checked.put_sieve(Sieve(with_closed=True))
    assert first.data(LOOK_ROLE).count == 12_345
    assert "12,345 customers below" in first.data(Qt.ItemDataRole.ToolTipRole)
    # How many of them are of one main group, the row does not tell.
    checked.put_sieve(Sieve(maingroup=MaingroupId(7)), keep=[key(1)])
    assert first.data(LOOK_ROLE).count == 0
    sifted = Sifted(leads=frozenset(), below={key(1): 3}, closed=0)
    checked.put_sieve(Sieve(sifted=sifted))
    assert first.data(LOOK_ROLE).count == 4


def test_dots_and_how_many_changed_below(family: CustomerTree) -> None:
    family.put_children(ORPHANS, ordered(row(8, "Løs", 99)))
    changed: list[str] = []
    family.dataChanged.connect(lambda first, _last: changed.append(first.data()))
    family.put_looks(unseen=Unseen(frozenset({key(111), key(8)}), {key(11): 1, key(1): 1}))
    assert sorted(changed) == ["Andel", "Løs", "Nord", "Opgang 1"]
    said = {key_: family.index_of(key(key_)).data(SPOKEN) for key_ in (1, 11, 111, 12, 8)}
    assert said == {
        1: "Andel, 1 changed below",
        11: "Nord, 1 changed below",
        111: "Opgang 1, Changed since you last looked",
        12: "Syd",
        8: "Løs, Changed since you last looked",
    }
    assert family.index_of(ORPHANS).data(SPOKEN) == "Without a visible parent (1), 1 changed below"
    assert family.has_unseen
    changed.clear()
    family.put_looks(unseen=Unseen(frozenset({key(8)}), {}))
    assert sorted(changed) == ["Andel", "Nord", "Opgang 1"]
    assert family.index_of(key(1)).data(SPOKEN) == "Andel"


def test_who_was_looked_for_is_set_off(family: CustomerTree) -> None:
    family.put_looks(matches=frozenset({key(12)}))
    assert family.index_of(key(12)).data(LOOK_ROLE).is_match
    assert family.index_of(key(12)).data(SPOKEN) == "Syd, Found"
    assert not family.index_of(key(1)).data(LOOK_ROLE).is_match


def test_a_customer_is_given_back_as_it_was_put_in(family: CustomerTree) -> None:
    there = with_below(
        row(5, "Å", 2, customernumber="0007", address="Vej 1", zip="8000", city="By"), 3, 2
    )
    family.put_path(key(2), there)
    assert family.row_at(key(5)) == there
    assert family.row_at(key(6)) is None
    assert family.row_at(ROOT) is None
