"""The command line says what the program is to do."""

from pathlib import Path

import pytest

from desktop import __version__
from desktop.app.options import Options, parse


def test_nothing_asked_is_as_usual() -> None:
    assert parse([]) == Options()


def test_every_option_is_read() -> None:
    assert parse(["--demo", "--profile", "p", "--language", "da"]) == Options(
        demo=True, profile=Path("p"), language="da"
    )
    assert parse(["--account", "a.toml"]) == Options(account=Path("a.toml"))


@pytest.mark.parametrize("wrong", [["--language", "de"], ["--demo", "--account", "a"], ["x"]])
def test_a_mistake_is_explained(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(wrong)

    assert left.value.code == 2
    assert "usage: bizztree" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--version"])

    assert left.value.code == 0
    assert capsys.readouterr().out == f"Bizztree {__version__}\n"
