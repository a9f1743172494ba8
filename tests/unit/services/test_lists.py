"""The short lists of the contract: read together, refused one by one."""

import pytest

from desktop.domain.errors import CommandRefused, EnvelopeRefused, NotAnEnvelope
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.lists import Lists
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import with_client


def loaded(server: DemoServer, told: list[Change] | None = None) -> Lists:
    """The lists after one load."""

    async def story(client: Client) -> Lists:
        changes = ChangeFeed()
        if told is not None:
            changes.subscribe(told.append)
        lists = Lists(client=client, changes=changes)
        assert not lists.is_loaded
        await lists.load()
        return lists

    return with_client(server, story)


def test_all_three_come_in_one_request(server: DemoServer) -> None:
    before, told = server.requests(), list[Change]()

    lists = loaded(server, told)

    assert lists.types
    assert lists.roles
    assert lists.maingroups
    assert lists.is_loaded
    assert all(entry.id == key and entry.text("title") for key, entry in lists.roles.items())
    assert server.requests() == before + 1
    assert [change.subject for change in told] == [Subject.LISTS]


def test_a_list_that_is_refused_leaves_the_others(server: DemoServer) -> None:
    server.faults({"command": "GetCustomerRoles", "kind": "no_rights", "times": -1})

    lists = loaded(server)

    assert not lists.roles
    assert lists.types
    assert isinstance(lists.refused["GetCustomerRoles"], CommandRefused)
    assert lists.is_loaded


def test_what_was_refused_is_asked_again(server: DemoServer) -> None:
    server.faults({"command": "GetMaingroups", "kind": "no_rights"})

    async def story(client: Client) -> Lists:
        lists = Lists(client=client, changes=ChangeFeed())
        await lists.load()
        assert "GetMaingroups" in lists.refused
        await lists.load()
        return lists

    lists = with_client(server, story)
    assert not lists.refused
    assert lists.maingroups


def test_a_reply_that_is_none_is_the_callers(server: DemoServer) -> None:
    server.faults({"kind": "html", "times": -1})
    with pytest.raises(NotAnEnvelope):
        loaded(server)


def test_a_failed_sign_in_is_the_callers(server: DemoServer) -> None:
    server.faults({"kind": "auth", "times": -1})
    with pytest.raises(EnvelopeRefused):
        loaded(server)
