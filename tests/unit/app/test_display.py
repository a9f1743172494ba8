"""Where no window can open, one sentence says so."""

import socket
import sys
from pathlib import Path

import pytest

from desktop.app import run
from desktop.app.display import display_problem

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a screen"
)


def test_no_display_is_said_with_a_way_on() -> None:
    problem = display_problem({})

    assert problem is not None
    assert "no display" in problem
    assert "xvfb-run" in problem


def test_a_display_that_does_not_answer_is_named() -> None:
    problem = display_problem({"DISPLAY": ":9713"})

    assert problem is not None
    assert ":9713" in problem


@pytest.mark.parametrize("display", ["nonsense", "localhost:9713", ":x", ":"])
def test_a_strange_display_is_a_sentence_too(display: str) -> None:
    assert display_problem({"DISPLAY": display})


def test_a_platform_without_a_screen_needs_none() -> None:
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert display_problem({"QT_QPA_PLATFORM": "vnc:size=800x600"}) is None


def test_wayland_is_a_display(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        environment = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}

        assert display_problem(environment) is None
        assert display_problem({**environment, "WAYLAND_DISPLAY": "wayland-1"})


def test_an_x_server_in_the_abstract_space_is_a_display() -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X9714")
        server.listen()

        assert display_problem({"DISPLAY": ":9714.0"}) is None


def test_the_program_leaves_with_code_2_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    assert run(["--demo"]) == 2

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_a_profile_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / "file").write_text("in the way")

    assert run(["--profile", str(tmp_path / "file" / "profile")]) == 1

    assert "--profile DIR" in capsys.readouterr().err
