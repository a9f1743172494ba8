"""Pinned and recently used customers: offered where nothing is typed yet, and marked when found."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.domain.ids import CustomerId
from desktop.ui.search.face import Face
from desktop.ui.search.model import FACE_ROLE
from tests.helpers.local_copy import LocalCopy
from tests.ui.search.driver import SearchDriver

Key = Qt.Key
NORD, VEST, SEVEN = "Nordgade 1", "Vestergade", "Søndergade 7, 1. th"


def use(copy: LocalCopy, *ids: int) -> None:
    for id_ in ids:
        copy.note_use(CustomerId(id_))


def marks(driver: SearchDriver, row: int) -> tuple[bool, bool]:
    """Whether a line has a clock, and a pin."""
    face = driver.results.model().index(row, 0).data(FACE_ROLE)
    assert isinstance(face, Face)
    return face.is_recent, face.is_pinned


def test_coming_to_an_empty_field_offers_them(driver: SearchDriver, copy: LocalCopy) -> None:
    use(copy, 8, 3, 6)
    copy.pin(CustomerId(3), True)  # noqa: FBT003  # the copy's own signature
    driver.come()
    driver.lists("Pinned", SEVEN, "Recently used", NORD, VEST)
    assert driver.current == SEVEN
    assert driver.words("ask") == ""
    driver.press(Key.Key_Down, Key.Key_Return)
    driver.looks_at(NORD)


def test_without_any_the_tree_stays(driver: SearchDriver, copy: LocalCopy) -> None:
    driver.come()
    driver.press(Key.Key_Return)
    use(copy, 6)
    driver.press(Key.Key_Down)
    driver.lists("Recently used", NORD)


def test_typing_takes_their_place_and_clearing_brings_the_tree(
    driver: SearchDriver, copy: LocalCopy
) -> None:
    use(copy, 6)
    driver.come()
    driver.lists("Recently used", NORD)
    driver.finds("vester", VEST)
    driver.write("")
    driver.wait(lambda: driver.tree_is_shown)
    driver.press(Key.Key_Down)
    driver.lists("Recently used", NORD)
    driver.press(Key.Key_Escape)
    driver.wait(driver.tree.hasFocus)
    assert driver.tree_is_shown


def test_looking_elsewhere_brings_the_tree_back(driver: SearchDriver, copy: LocalCopy) -> None:
    other = driver.finder.window().findChild(QLineEdit, "elsewhere")
    assert other is not None
    use(copy, 6)
    driver.come()
    driver.lists("Recently used", NORD)
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    driver.wait(lambda: driver.tree_is_shown)
    driver.finds("vester", VEST)
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert driver.listed == [VEST]


def test_those_found_have_their_signs_and_come_first(driver: SearchDriver, copy: LocalCopy) -> None:
    use(copy, 5)
    copy.pin(CustomerId(3), True)  # noqa: FBT003  # the copy's own signature
    driver.finds("søn", SEVEN, "Søndergade 9")
    driver.wait_for(lambda: [marks(driver, row) for row in (0, 1)], [(True, True), (True, False)])


def test_pinning_shows_at_once(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, "Søndergade 9")
    driver.press(Key.Key_D, held=Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: marks(driver, 0)[1])
    assert driver.current == SEVEN
    driver.press(Key.Key_D, held=Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: not marks(driver, 0)[1])


def test_unpinning_from_the_menu(driver: SearchDriver, copy: LocalCopy) -> None:
    copy.pin(CustomerId(3), True)  # noqa: FBT003  # the copy's own signature
    use(copy, 6)
    driver.come()
    driver.lists("Pinned", SEVEN, "Recently used", NORD)
    menu = driver.menu_of(SEVEN)
    next(each for each in menu.actions() if each.objectName() == "unpin").trigger()
    driver.lists("Recently used", NORD)
    assert not driver.tree_is_shown


def test_one_that_is_gone_is_not_offered(driver: SearchDriver, copy: LocalCopy) -> None:
    use(copy, 6, 8)
    copy.lose(8)
    driver.come()
    driver.lists("Recently used", NORD)
