"""Fields by their labels, few enough to be read."""

from desktop.ui.labels import all_listed, listed


def test_the_first_five_labels_are_listed_and_the_rest_counted() -> None:
    few = ("name", "phone", "zip", "city", "email")
    assert listed(few) == "Name, Phone, Postcode, City, E-mail"
    assert listed((*few, "fax", "www")) == "Name, Phone, Postcode, City, E-mail and 2 more"


def test_names_on_the_wire_stand_in_the_details_alone() -> None:
    names = ("budgetarea", "name", "values.box")
    assert listed(names) == "Name and 2 more"
    assert listed(("budgetarea", "values.box")) == "2 of the other fields"
    assert all_listed(names) == "“budgetarea”, Name, “box”"
