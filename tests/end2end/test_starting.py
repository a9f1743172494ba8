"""Starting and ending the program, and what can be in its way."""

import re
from pathlib import Path

import pytest

from tests.end2end import file_manager
from tests.end2end.conftest import Start, Watch
from tests.end2end.running_program import RunningProgram, is_alive
from tests.end2end.waiting import until
from tests.end2end.world import row_named


@pytest.mark.parametrize(
    ("display", "missing"), [("", "no display here"), (":4711", "display :4711 does not answer")]
)
def test_without_a_screen_it_says_so_and_how_to_go_on(
    start: Start, tmp_path: Path, display: str, missing: str
) -> None:
    program = start("desktop", "--profile", str(tmp_path / "profile"), DISPLAY=display)
    assert program.exit_code() == 2
    assert missing in program.said
    assert "xvfb-run" in program.said
    assert program.said.count("\n") == 1


def test_a_second_start_raises_the_first_window(
    start: Start, launch: Start, watch: Watch, tmp_path: Path
) -> None:
    profile = str(tmp_path / "profile")
    first = start("desktop", "--language", "en", "--profile", profile)
    watch(first).sees("push button", "Sign in")
    watch(launch(file_manager.PROGRAM)).sees("frame", state="active")

    second = start("desktop", "--profile", profile)

    assert second.exit_code() == 0
    assert second.said == ""
    watch(first).sees("frame", "Bizztree", state="active")


def test_an_account_file_that_others_can_read_is_refused(
    start: Start, watch: Watch, tmp_path: Path
) -> None:
    account = tmp_path / "account.toml"
    account.write_text('contract = "1"\naccesstoken = "secret"\n', encoding="utf-8")
    account.chmod(0o644)

    person = watch(
        start("desktop", "--language", "en", "--profile", str(tmp_path), "--account", str(account))
    )

    person.sees("label", re.compile(rf"Others .* can read .*{account}.* so it was not used.*"))
    person.sees("push button", "Sign in")


@pytest.mark.parametrize("is_killed", [False, True])
def test_the_demo_shows_its_customers_and_leaves_nothing_running(
    start: Start, watch: Watch, tmp_path: Path, *, is_killed: bool
) -> None:
    program = start("desktop", "--demo", "--language", "en", "--profile", str(tmp_path / "profile"))
    person = watch(program)
    person.chooses("tree item", row_named("Abildbo Kommune"))
    # Their small pictures are decoded by one more process.
    person.chooses("page tab", "Documents")
    person.sees("list item", "Hovedindgang")
    descendants = until(lambda: two_of(program), "the server and the decoder")

    if is_killed:
        program.kill()
    else:
        person.keyboard.press("alt+F4")
        assert program.exit_code() == 0

    until(lambda: not any(map(is_alive, descendants)), "the end of what the program started")


def two_of(program: RunningProgram) -> list[int]:
    """What the program started, once there are two of it."""
    descendants = program.descendants()
    return descendants if len(descendants) >= 2 else []
