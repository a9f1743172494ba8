"""Files for a customer that is yet to be created wait for its id, and go once, in order."""

from pathlib import Path

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadState
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed
from tests.unit.services.uploads.conftest import Tell

LOCAL = CustomerId(-7)
READY, DONE, REFUSED = UploadState.READY, UploadState.DONE, UploadState.REFUSED


class NewOnes:
    """Who is yet to be created, and who has got an id."""

    def __init__(self, story: Story) -> None:
        self.made: dict[CustomerId, CustomerId] = {}
        self.waiting = {LOCAL}
        self._story = story
        story.uploads.adopting.follow(self.real_id, self.waiting.__contains__)

    def real_id(self, customer: CustomerId) -> CustomerId | None:
        return customer if customer >= 0 else self.made.get(customer)

    def tell(self, cause: str) -> None:
        ids = frozenset({LOCAL, *self.made.values()})
        self._story._changes.publish(Change(subject=Subject.DRAFTS, ids=ids, cause=cause))


def test_files_wait_for_the_id_of_their_customer(
    server: DemoServer, customer: int, tell: Tell, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        new = NewOnes(it)
        first, second = await it.add(*files[:2], customer_id=LOCAL)
        (third,) = await it.add(files[2])
        await it.until_states(READY, READY, DONE)
        assert executed(server) == [third.path.name]

        new.made[LOCAL] = CustomerId(customer)
        new.tell("made")
        await it.until_states(DONE, DONE, DONE)
        assert {it.row(each).customer_id for each in (first, second)} == {customer}

    tell(story)
    # The two that waited go up side by side.
    stored = executed(server)
    assert (stored[0], sorted(stored[1:])) == ("2.txt", ["0.txt", "1.txt"])
    sent = [each["inputs"]["customerid"] for each in server.ledger_of("AddFileToCustomer")]
    assert sent == [customer] * 3


def test_they_wait_through_a_restart_and_learn_what_was_made_meanwhile(
    server: DemoServer, customer: int, tell: Tell, files: list[Path]
) -> None:
    async def before(it: Story) -> None:
        NewOnes(it)
        await it.add(files[0], customer_id=LOCAL)
        await it.until_states(READY)

    async def after(it: Story) -> None:
        new = NewOnes(it)
        new.made[LOCAL] = CustomerId(customer)
        it.uploads.start()
        await it.until_states(DONE)

    tell(before)
    assert executed(server) == []
    tell(after)
    assert executed(server) == ["0.txt"]


def test_where_the_customer_is_given_up_the_user_is_asked(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        new = NewOnes(it)
        (upload,) = await it.add(files[0], customer_id=LOCAL)
        await it.until_states(READY)
        new.waiting.clear()
        new.tell("dropped")
        await it.until_states(REFUSED)
        assert isinstance(it.row(upload).problem, CustomerGone)

    tell(story)
    assert executed(server) == []


def test_one_that_was_made_though_it_was_given_up_gets_its_files_after_all(
    server: DemoServer, customer: int, tell: Tell, files: list[Path]
) -> None:
    """Its create was on its way when the user gave it up."""

    async def story(it: Story) -> None:
        new = NewOnes(it)
        (upload,) = await it.add(files[0], customer_id=LOCAL)
        await it.until_states(READY)
        new.waiting.clear()
        new.tell("dropped")
        await it.until_states(REFUSED)
        assert it.row(upload).would_be_refused_again
        new.made[LOCAL] = CustomerId(customer)
        new.tell("made")
        await it.until(lambda: it.row(upload).customer_id == customer)
        assert not it.row(upload).would_be_refused_again
        it.uploads.retry([upload.id])
        await it.until_states(DONE)

    tell(story)
    assert executed(server) == ["0.txt"]


def test_files_that_can_still_be_undone_learn_what_became_of_their_customer(
    server: DemoServer, customer: int, tell: Tell, files: list[Path]
) -> None:
    """Given up, the user says for whom they are; made, the strip speaks of who it is."""

    async def story(it: Story) -> None:
        new = NewOnes(it)
        (upload,) = await it.add(files[0], customer_id=LOCAL)
        await it.until_states(UploadState.HELD)
        new.waiting.clear()
        new.tell("dropped")
        await it.settled()
        assert it.states == [UploadState.HELD]
        new.made[LOCAL] = CustomerId(customer)
        new.tell("made")
        await it.until(lambda: it.row(upload).customer_id == customer)
        assert [batch.target.id for batch in it.uploads.batches.open] == [customer]

    tell(story, hold=60.0)
    assert executed(server) == []
