"""What one session leaves to the next one in the same window."""

from desktop.ui.workspace import Workspace
from tests.helpers.desk import Desk


def test_what_is_ticked_is_so_in_the_next_session(desk: Desk) -> None:
    actions = desk.window.actions_by_key
    actions["transfers"].setChecked(True)
    actions["filter_tree"].setChecked(True)
    desk.wait(desk.workspace.transfers.isVisible)
    desk.workspace.stop()
    desk.workspace = Workspace(
        session=desk.session,
        actions=actions,
        messages=desk._messages,
        status=desk.furniture.status,
        settings=desk.settings,
    )
    desk.window.show_page(desk.workspace)
    desk.workspace.start()
    # The list is remembered; what was typed to narrow the tree is not.
    assert actions["transfers"].isChecked()
    desk.wait(desk.workspace.transfers.isVisible)
    assert not actions["filter_tree"].isChecked()
