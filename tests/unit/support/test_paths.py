"""The profile's folders are the user's alone and tell nothing of the account."""

import stat
import sys
from pathlib import Path

import pytest

from desktop.support.paths import Profile, open_profile, private_folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_folder_is_made_for_the_user_alone(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "new" / "profile")

    assert stat.S_IMODE(profile.root.stat().st_mode) == 0o700


def test_an_accounts_folder_does_not_name_it(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)

    folder = profile.account_folder("https://example.invalid|4242|ida@example.invalid")

    assert "4242" not in str(folder.relative_to(tmp_path))
    assert "ida" not in str(folder.relative_to(tmp_path))


def test_two_users_never_share_a_folder(tmp_path: Path) -> None:
    profile = open_profile(tmp_path)

    assert profile.account_folder("a|1|x") != profile.account_folder("a|1|y")


def test_each_profile_is_found_under_its_own_name(tmp_path: Path) -> None:
    first, second = open_profile(tmp_path / "a"), open_profile(tmp_path / "b")

    assert first.socket_name != second.socket_name
    assert first.socket_name == open_profile(tmp_path / "a").socket_name


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OSError, match="file"):
        private_folder(tmp_path / "file" / "profile")


def test_the_users_own_folder_is_named_after_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert "bizztree" in str(open_profile(None).root).lower()


def test_the_socket_is_in_the_profile_unless_its_path_is_too_long(tmp_path: Path) -> None:
    short = Profile(Path("/p"))
    long = Profile(tmp_path / ("x" * 120))

    assert short.socket_name == str(Path("/p") / "running.socket")
    assert "/" not in long.socket_name
