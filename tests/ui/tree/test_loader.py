"""What the tree asks the server for, and what is left of it at the end."""

import pytest

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.ui.messages import Messages
from desktop.ui.tree.loader import Loader
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import State

UNOPENED = CustomerId(2)


def test_a_branch_that_was_never_begun_is_not_waited_for(
    client: Client, tree: CustomerTree
) -> None:
    messages = Messages(record_bug=lambda error: pytest.fail(repr(error)))
    loader = Loader(browse=Browse(client), tree=tree, messages=messages)
    loader.start_branch(UNOPENED)
    assert tree.state_of(UNOPENED) is State.ASKED
    loader.stop()
    assert tree.state_of(UNOPENED) is State.UNKNOWN
