"""What was typed about a batch and not taken keeps it here, also after the program ended."""

from pathlib import Path

from desktop.domain.batches import Changes, Typed
from desktop.domain.uploads import BatchId, UploadState
from desktop.journal import uploads
from tests.helpers.promised import Desk
from tests.helpers.uploading import Story
from tests.unit.services.uploads.conftest import Tell

DONE, HELD = UploadState.DONE, UploadState.HELD

_A_MINUTE = 60.0
_BAD_DAY = Typed("taken", "31-02-2025 \ud800")
_BAD_CELL = Typed("taken", "i går", None)


def keep(desk: Desk, batch: BatchId, *typed: Typed) -> None:
    desk.life.do(lambda: desk.life.uploads.batches.keep_typed(batch, typed))


def test_nothing_goes_until_what_was_typed_is_taken(desk: Desk) -> None:
    (upload,) = desk.add(desk.file("brev.txt"))
    batch = desk.row(upload).batch
    keep(desk, batch, _BAD_DAY)
    desk.send_now(upload)
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is HELD
    (waiting,) = desk.life.uploads.batches.open
    assert (waiting.typed, waiting.seconds_left) == ((_BAD_DAY,), None)
    keep(desk, batch)
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE


def test_it_stands_there_whatever_ends_the_program(desk: Desk) -> None:
    (upload,) = desk.add(desk.file("brev.txt"))
    batch = desk.row(upload).batch
    typed = (_BAD_DAY, Typed("title", "Tag", upload))
    keep(desk, batch, *typed)
    desk.life.calm()
    for _ in range(2):
        desk.life.crash()
        desk.life.pass_time(_A_MINUTE)
        assert [each.typed for each in desk.life.uploads.batches.open] == [typed]
        assert desk.state(upload) is HELD
    keep(desk, batch)
    desk.life.pass_time(_A_MINUTE)
    assert desk.times(upload) == 1


def test_typed_while_its_hold_ends_it_keeps_the_batch_here(desk: Desk) -> None:
    """The count is over, and what was typed is written down before the release is."""
    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    desk.life.journal.is_full = True
    keep(desk, desk.row(upload).batch, _BAD_DAY)
    desk.life.pass_time(_A_MINUTE)
    desk.life.journal.is_full = False
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is HELD
    keep(desk, desk.row(upload).batch)
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE


def test_what_is_taken_at_last_goes_with_what_is_sent_at_once(desk: Desk) -> None:
    (upload,) = desk.add(desk.file("brev.txt"))
    batches, batch = desk.life.uploads.batches, desk.row(upload).batch
    keep(desk, batch, _BAD_CELL)

    def send() -> None:
        batches.change([upload], Changes(title="Brev"))
        batches.keep_typed(batch, ())
        batches.send_now(batch)

    desk.life.do(send)
    desk.life.calm()
    assert (desk.state(upload), desk.row(upload).title) == (DONE, "Brev")


def test_an_orderly_end_writes_it_down_as_its_last(tell: Tell, files: list[Path]) -> None:
    async def typed(it: Story) -> None:
        (row,) = await it.add(files[0])
        it.uploads.batches.keep_typed(row.batch, [_BAD_DAY])

    async def there(it: Story) -> None:
        shown = await it.journal.run(uploads.load, since=it.clock.wall())
        assert [each.typed for each in shown.batches] == [(_BAD_DAY,)]

    tell(typed, hold=8.0)
    tell(there, hold=8.0)
