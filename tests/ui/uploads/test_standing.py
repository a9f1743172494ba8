"""How all transfers stand: groups, causes, speed, what each waits for, when a batch is through."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from desktop.domain.errors import FileProblem, FileRefused, TimedOut, Unreachable
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadState, Way
from desktop.ui.notice import Severity
from desktop.ui.uploads import causes, groups, leaving, wishes, words
from desktop.ui.uploads.groups import Group
from desktop.ui.uploads.notes import notes
from desktop.ui.uploads.through import News, Through
from desktop.ui.uploads.totals import Totals
from tests.ui.uploads.rows import upload

S = UploadState


def test_every_state_belongs_to_a_group_that_has_words() -> None:
    rows = [upload(number, state) for number, state in enumerate(S)]
    counts = groups.counted([row.state for row in rows].count)
    assert sum(counts.values()) == len(rows)
    assert list(counts) == list(Group)
    assert all(words.group(group, 3).endswith(": 3") for group in counts)
    # Whose first answer is not due yet is not looked for.
    in_flight = [S.SENDING, S.SENT_UNCONFIRMED]
    assert [row.state for row in groups.within(rows, Group.SENDING)] == in_flight
    assert [row.state for row in groups.within(rows, Group.CHECKING)] == [S.VERIFYING]
    assert groups.within(rows, None) is rows


# --- Causes -------------------------------------------------------------------------------------


def refused(number: int, problem: Exception) -> Upload:
    return upload(number, S.REFUSED, problem=problem)


def test_those_that_failed_alike_are_tried_again_together() -> None:
    cut = [refused(1, Unreachable("reset")), refused(2, TimedOut(60)), refused(3, Unreachable("x"))]
    other = refused(4, FileRefused("a", FileProblem.MISSING))
    rows = [*cut, other, upload(5, S.DONE), upload(6, S.NEEDS_YOU, problem=TimedOut(60))]
    assert wishes.meant_by(wishes.ALIKE, [cut[0]], rows) == tuple(cut)
    assert wishes.meant_by(wishes.ALIKE, [other], rows) == ()
    assert wishes.meant_by(wishes.ALIKE, [cut[0], other], rows) == ()
    assert wishes.meant_by(wishes.ALL, [other], rows) == (*cut, other)
    assert wishes.meant_by(wishes.ALL, [rows[4]], rows) == ()


@pytest.mark.parametrize("problem", list(FileProblem))
def test_every_cause_has_a_name(problem: FileProblem) -> None:
    cause = causes.cause_of(refused(1, FileRefused("a", problem)))
    assert cause is not None
    assert causes.named(cause)


@pytest.mark.parametrize("state", list(S))
def test_what_can_be_asked_for_fits_the_state(state: S) -> None:
    row = upload(1, state)
    every = ("there", "again", "drop", "first", "cancel")
    offered = {wish for wish in every if wishes.meant_by(wish, [row], [row])}
    if state is S.NEEDS_YOU:
        assert offered == {"there", "again", "drop"}
    elif state is S.REFUSED:
        assert offered == {"again", "drop"}
    elif state in {S.DONE, S.CANCELLED}:
        assert offered == set()
    else:
        assert "cancel" in offered
        assert not offered & {"there", "again", "drop"}


# --- Speed --------------------------------------------------------------------------------------


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_and_time_left_are_those_of_what_goes_up() -> None:
    clock = Clock()
    totals = Totals(clock)
    rows = [upload(number, S.READY, size=100_000) for number in range(10)]
    total = totals.look(rows)
    assert total.speed is None
    for second in range(1, 21):
        clock.now += 1.0
        rows[0] = replace(rows[0], state=S.SENDING, sent=4_000 * second)
        total = totals.look([*rows, upload(99, S.HELD, size=10**9)])
    assert (total.size, total.done) == (1_000_000, 80_000)
    assert total.speed == pytest.approx(4_000, rel=0.1)
    assert total.seconds_left == pytest.approx(230, rel=0.1)
    assert words.total(total) == "3.9 kB/s · about 4 min left"


def test_one_that_begins_again_does_not_go_backwards_and_stores_count_whole() -> None:
    clock = Clock()
    totals = Totals(clock)
    row = upload(1, S.SENDING, size=1000, sent=900)
    other = upload(2, S.READY, size=1000)
    totals.look([row, other])
    clock.now += 3
    assert totals.look([replace(row, sent=0), other]).speed == 0
    clock.now += 3
    total = totals.look([replace(row, state=S.DONE), other])
    assert (total.done, total.size, total.percent) == (1000, 2000, 50)
    assert totals.look([replace(row, state=S.DONE)]).size == 0


def test_what_is_done_counts_until_the_run_is_over_and_is_looked_at_no_more() -> None:
    totals = Totals(Clock())
    rows = [upload(number, size=1000) for number in range(4)]
    totals.look(rows)
    assert len(totals.followed) == 4
    totals.look([replace(rows[0], state=S.DONE), *rows[1:]])
    assert set(totals.followed) == {row.id for row in rows[1:]}
    total = totals.look(rows[1:])
    assert (total.done, total.size) == (1000, 4000)
    assert totals.look([replace(row, state=S.DONE) for row in rows[1:]]).size == 0
    assert totals.look([upload(9, size=500)]).size == 500


@pytest.mark.parametrize(("rest", "is_paused"), [(S.VERIFYING, False), (S.READY, True)])
def test_where_nothing_moves_nothing_is_said_of_speed_and_time(rest: S, is_paused: bool) -> None:
    clock = Clock()
    totals = Totals(clock)
    row, other = upload(1, S.SENDING, size=900), upload(2, rest, size=900)
    totals.look([row, other])
    clock.now += 3
    row = replace(row, sent=450)
    assert totals.look([row, other], is_paused=is_paused).speed == 150
    row = replace(row, state=S.DONE)
    total = totals.look([row, other], is_paused=is_paused)
    assert (total.size, total.speed, total.seconds_left) == (1800, None, None)


def test_a_break_between_two_files_is_no_end_of_the_speed_but_a_long_wait_is() -> None:
    clock = Clock()
    totals = Totals(clock)
    row, other = upload(1, S.SENDING, size=900), upload(2, S.READY, size=900)
    totals.look([row, other])
    clock.now += 3
    row = replace(row, sent=450)
    totals.look([row, other])
    row = replace(row, state=S.SENT_UNCONFIRMED)
    clock.now += 2
    assert totals.look([row, other]).speed
    clock.now += 3
    assert totals.look([row, other]).speed is None


def test_what_stands_still_promises_no_end() -> None:
    clock = Clock()
    totals = Totals(clock)
    row = upload(1, S.SENDING, size=1000)
    total = totals.look([row])
    for _ in range(10):
        clock.now += 5
        total = totals.look([row])
    assert total.seconds_left is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "about 5 s left"), (52, "about 50 s left"), (200, "3 min"), (7500, "2 h 5 min")],
)
def test_time_left_is_rounded_to_what_can_be_known(seconds: float, said: str) -> None:
    clock = Clock()
    totals = Totals(clock)
    size = int(seconds * 10_000)
    row = upload(1, S.SENDING, size=size + 30_000)
    totals.look([row])
    clock.now += 3
    assert said in words.total(totals.look([replace(row, sent=30_000)]))


# --- Notes --------------------------------------------------------------------------------------


def test_the_next_look_is_counted_down() -> None:
    row = upload(1, S.VERIFYING)
    looks = {row.id: 13.2}
    assert notes(groups.by_state([row]), late=(), looks=looks) == {1: "Next look in 14 s."}
    assert notes(groups.by_state([row]), late=()) == {}


def test_a_cancel_that_came_too_late_is_told() -> None:
    row = upload(1, S.SENT_UNCONFIRMED)
    assert "Too late to cancel" in notes(groups.by_state([row]), late={row.id})[row.id]
    assert notes(groups.by_state([replace(row, state=S.DONE)]), late={row.id}) == {}


def test_a_twin_waits_for_the_other() -> None:
    rows = [
        upload(1, S.VERIFYING, sha256="a" * 64),
        upload(2, sha256="a" * 64),
        upload(3, sha256="b" * 64),
        upload(4, sha256="c" * 64, size=100 << 20),
    ]
    found = notes(groups.by_state(rows), late=())
    assert found[rows[1].id].startswith("The list of documents")
    assert rows[2].id not in found
    assert found[rows[3].id].startswith("Large")


def test_all_that_wait_for_a_listing_say_so() -> None:
    """Not only the one that asked for it, and no longer than they do."""
    rows = [upload(1), upload(2), upload(3, customer_name="Nørregade 3")]
    rows[2] = replace(rows[2], customer_id=CustomerId(8))
    found = notes(groups.by_state(rows), late=(), unlisted={CustomerId(7)})
    assert set(found) == {1, 2}
    assert "asked for the documents of this customer" in found[rows[1].id]
    assert notes(groups.by_state(rows), late=()) == {}


# --- Batches that are through -------------------------------------------------------------------


def said(through: Through, *rows: Upload) -> list[tuple[str, Severity]]:
    return [(notice.text, notice.severity) for notice in looked(through, rows).notices]


def looked(through: Through, rows: Sequence[Upload]) -> News:
    return through.look(rows, {row.id: row for row in rows}.get)


def test_a_batch_is_told_of_once_when_it_is_through() -> None:
    through = Through()
    rows = [upload(number, S.READY) for number in range(3)]
    old = upload(50, S.DONE, batch=BatchId(2))
    assert said(through, *rows, old) == []
    assert said(through, replace(rows[0], state=S.DONE), *rows[1:], old) == []
    done = [replace(row, state=S.DONE) for row in rows]
    told = [("3 photos stored for Søndergade 7.", Severity.DONE)]
    assert said(through, *done, old) == told
    assert said(through, *done, old) == []


def test_what_needs_the_user_is_told_and_again_only_when_it_was_sent_again() -> None:
    through = Through()
    rows = [upload(number, S.SENDING, way=Way.FILE) for number in range(4)]
    said(through, *rows)
    states = (S.DONE, S.NEEDS_YOU, S.NEEDS_YOU, S.REFUSED)
    rows = [replace(row, state=state) for row, state in zip(rows, states, strict=True)]
    ((text, severity),) = said(through, *rows)
    stored = "1 file stored for Søndergade 7."
    assert text == f"{stored} 2 need you, 1 not sent: see the transfers."
    assert severity is Severity.PROBLEM
    rows[1] = replace(rows[1], state=S.READY)
    assert said(through, *rows) == []
    rows[1] = replace(rows[1], state=S.DONE)
    ((text, severity),) = said(through, *rows)
    assert text == f"{stored} 1 needs you, 1 not sent: see the transfers."
    assert severity is Severity.PROBLEM


@pytest.mark.parametrize("end", [S.DONE, S.CANCELLED, S.READY])
def test_what_was_said_is_settled_as_soon_as_its_counts_no_longer_hold(end: S) -> None:
    through = Through()
    other = upload(9, S.NEEDS_YOU, batch=BatchId(2))
    rows = [upload(number, S.SENDING) for number in range(2)]
    looked(through, [*rows, other])
    rows = [replace(rows[0], state=S.NEEDS_YOU), replace(rows[1], state=S.REFUSED)]
    (notice,), settled = looked(through, [*rows, other])
    assert notice.about
    assert not settled
    rows[1] = replace(rows[1], state=end)
    assert looked(through, [*rows, other]) == ((), (notice.about,))
    assert not looked(through, [*rows, other]).settled


def test_what_is_said_of_a_batch_again_stands_for_what_was_said_before() -> None:
    """Not "3 not sent" for as long as one is left."""
    through = Through()
    rows = [upload(number, S.SENDING) for number in range(4)]
    looked(through, rows)
    rows = [replace(rows[0], state=S.DONE), *(replace(row, state=S.REFUSED) for row in rows[1:])]
    (first,), _ = looked(through, rows)
    assert "3 not sent" in first.text
    looked(through, [*rows[:2], *(replace(row, state=S.READY) for row in rows[2:])])
    rows[2:] = [replace(row, state=S.DONE) for row in rows[2:]]
    (second,), settled = looked(through, rows)
    assert second.text == "2 photos stored for Søndergade 7. 1 not sent: see the transfers."
    assert settled == (first.about,) == (second.about,)


def test_what_is_sent_again_and_stored_at_once_is_counted() -> None:
    through = Through()
    rows = [upload(number, S.SENDING) for number in range(3)]
    looked(through, rows)
    looked(through, [replace(row, state=S.REFUSED) for row in rows])
    # Between two looks one has come through already.
    looked(through, [replace(rows[0], state=S.DONE, tries=1), *rows[1:]])
    told = [("3 photos stored for Søndergade 7.", Severity.DONE)]
    assert said(through, *(replace(row, state=S.DONE, tries=1) for row in rows)) == told


def test_what_is_sent_again_and_through_between_two_looks_is_told_with_what_is_left() -> None:
    """Not "6 not sent" where two of these were stored meanwhile."""
    through = Through()
    rows = [upload(number, S.SENDING) for number in range(6)]
    looked(through, rows)
    rows = [replace(row, state=S.REFUSED, tries=1) for row in rows]
    (first,), _ = looked(through, rows)
    assert "6 not sent" in first.text
    rows[:2] = [replace(row, state=S.DONE, tries=2) for row in rows[:2]]
    (second,), settled = looked(through, rows)
    assert second.text == "2 photos stored for Søndergade 7. 4 not sent: see the transfers."
    assert settled == (first.about,) == (second.about,)
    rows[2:] = [replace(row, state=S.DONE, tries=2) for row in rows[2:]]
    ((text, severity),) = said(through, *rows)
    assert (text, severity) == ("4 photos stored for Søndergade 7.", Severity.DONE)


def test_what_was_cancelled_or_heals_itself_is_no_news() -> None:
    through = Through()
    row = upload(1, S.SENDING)
    for state in (S.SENT_UNCONFIRMED, S.VERIFYING, S.READY, S.SENDING, S.CANCELLED):
        assert said(through, replace(row, state=state)) == []


# --- Leaving ------------------------------------------------------------------------------------


def test_quitting_asks_nothing_where_nothing_is_lost() -> None:
    at_rest = [S.STAGED, S.HELD, S.READY, S.SENDING, S.DONE, S.REFUSED, S.NEEDS_YOU, S.CANCELLED]
    assert leaving.question(upload(number, state) for number, state in enumerate(at_rest)) is None


def test_quitting_says_what_is_between_and_what_stays_in_the_queue() -> None:
    states = [S.SENT_UNCONFIRMED, S.VERIFYING, S.QUEUED, S.READY, S.HELD, S.DONE]
    asked = leaving.question(upload(number, state) for number, state in enumerate(states))
    assert asked is not None
    # Some are sent, and none may be "not sent".
    assert asked.title == "Not all transfers are finished. Leave all the same?"
    between, originals, rest = asked.text.split("\n\n")
    assert between.startswith("2 files were sent and are not confirmed")
    assert originals.startswith("1 file is not copied yet")
    assert rest.startswith("2 more stay in the queue")
    assert asked.default == leaving.STAY
    assert asked.answers[-1][0] == leaving.STAY


def test_quitting_says_of_what_is_too_large_to_copy_that_its_original_is_needed() -> None:
    film = upload(1, S.READY, sha256="a", is_by_reference=True)
    asked = leaving.question([film, upload(2, S.READY, sha256="b")])
    assert asked is not None
    originals, rest = asked.text.split("\n\n")
    assert originals.startswith("1 file is too large to be copied: keep its original")
    assert rest.startswith("1 more stays in the queue")
    between = replace(film, state=S.VERIFYING)
    stored = replace(film, state=S.DONE)
    two = leaving.question([film, between, stored])
    assert two is not None
    assert "\n\n2 files are too large to be copied" in two.text
