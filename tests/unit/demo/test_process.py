"""The server as a process: its first line, its end, and what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.demo import options

COMMAND = [sys.executable, "-m", "desktop.demo", "--customers", "20"]


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )


def first_line(process: subprocess.Popen[bytes]) -> dict[str, str]:
    assert process.stdout is not None
    account: dict[str, str] = json.loads(process.stdout.readline())
    return account


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    _out, err = process.communicate(timeout=60)
    return process.returncode, err


def test_the_first_line_is_the_account(tmp_path: Path) -> None:
    process = started(tmp_path, "--until-eof")
    account = first_line(process)
    wanted = {"url", "contract", "apikey", "username", "password", "accesstoken"}
    assert set(account) == wanted
    assert account["url"].startswith("http://127.0.0.1:")
    assert account["url"].endswith("/api/endpoint.php")
    assert ended(process) == (0, b"")


def test_a_temporary_world_is_removed(tmp_path: Path) -> None:
    process = started(tmp_path, "--until-eof")
    first_line(process)
    assert len(list(tmp_path.iterdir())) == 1
    ended(process)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    process = started(tmp_path)
    first_line(process)
    process.send_signal(number)
    assert ended(process) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_while_building_ends_it_too(tmp_path: Path) -> None:
    process = started(tmp_path, "--until-eof", "--customers", "300000")
    assert ended(process) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_without_control_there_are_no_control_paths(tmp_path: Path) -> None:
    import urllib.error
    import urllib.request

    process = started(tmp_path, "--until-eof")
    base = first_line(process)["url"].removesuffix("/api/endpoint.php")
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(f"{base}/control/ledger", timeout=60)
    assert failed.value.code == 404
    failed.value.close()
    ended(process)


def test_options_have_sensible_defaults() -> None:
    chosen = options.read([])
    assert (chosen.world.customers, chosen.page_size, chosen.port) == (2000, 500, 0)
    assert chosen.dialect == "documented"
    assert not chosen.control
    pinned = options.read(["--now", "2031-02-03T04:05:06"])
    assert pinned.world.today.isoformat() == "2031-02-03"
