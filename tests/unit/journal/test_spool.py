"""The copies of files that are to go up: whole or not there, and the originals as they were."""

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import DiskFull, FileProblem, FileRefused, StorageFailed
from desktop.domain.uploads import UploadId
from desktop.journal.spool import Copied, GivenUp, Pulse, Room, Spool

ONE, TWO = UploadId(1), UploadId(2)
CONTENT = bytes(range(256)) * 12_000
"""Some three pieces."""

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="modes, pipes and limits of POSIX")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "Tagrende æøå.jpg"
    file.write_bytes(CONTENT)
    os.utime(file, ns=(1_700_000_000_000_000_000, 1_700_000_000_123_456_789))
    return file


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


class Doing(Pulse):
    """Does something to the world while a file is copied."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self._do = do

    def beat(self, size: int = 0) -> None:
        super().beat(size)
        self._do()


def refusal(spool: Spool, source: Path, pulse: Pulse | None = None) -> FileProblem:
    """Why it is not taken; then there is nothing of it."""
    with pytest.raises(FileRefused) as caught:
        spool.take(ONE, source, pulse or Pulse())
    assert caught.value.name == source.name
    assert_nothing_left(spool)
    return caught.value.problem


def assert_nothing_left(spool: Spool) -> None:
    folder = spool.source(ONE).parent.parent
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_copy_is_the_file_and_the_file_stays_as_it_was(spool: Spool, source: Path) -> None:
    before = source.stat()
    copied = spool.take(ONE, source, Pulse())
    assert copied == Copied(
        size=len(CONTENT),
        modified_ns=before.st_mtime_ns,
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        is_by_reference=False,
    )
    assert spool.source(ONE).read_bytes() == CONTENT
    assert spool.content(ONE) == (spool.source(ONE), len(CONTENT))
    after = source.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )
    assert source.read_bytes() == CONTENT


@ON_POSIX
def test_copies_are_the_users_alone(spool: Spool, source: Path) -> None:
    spool.take(ONE, source, Pulse())
    copy = spool.source(ONE)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (copy.parent.parent, copy.parent, copy)]
    assert modes == [0o700, 0o700, 0o600]


@ON_POSIX
def test_a_file_nobody_may_write_to_can_be_copied_and_its_copy_thrown_away(
    spool: Spool, source: Path
) -> None:
    source.chmod(0o400)
    spool.take(ONE, source, Pulse())
    spool.discard([ONE])
    assert source.read_bytes() == CONTENT
    assert_nothing_left(spool)


def test_taken_again_it_is_the_new_content(spool: Spool, source: Path) -> None:
    spool.take(ONE, source, Pulse())
    source.write_bytes(b"another")
    assert spool.take(ONE, source, Pulse()).size == 7
    assert spool.source(ONE).read_bytes() == b"another"
    assert spool.held() == {ONE}


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_cut_off_anywhere_the_earlier_copy_is_still_there(
    spool: Spool, source: Path, at: int
) -> None:
    spool.take(ONE, source, Pulse())
    source.write_bytes(CONTENT[::-1])
    beats = []

    def cut_off() -> None:
        beats.append(1)
        if len(beats) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.take(ONE, source, Doing(cut_off))
    assert spool.source(ONE).read_bytes() == CONTENT
    assert spool.held() == {ONE}


# --- What is not taken ---------------------------------------------------------------------------


def test_what_is_no_file_is_refused(spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    assert refusal(spool, tmp_path / "folder") is FileProblem.DIRECTORY
    assert refusal(spool, tmp_path / "empty") is FileProblem.EMPTY
    assert refusal(spool, tmp_path / "gone") is FileProblem.MISSING
    assert refusal(spool, tmp_path / "empty" / "below") is FileProblem.MISSING


@ON_POSIX
def test_a_pipe_is_not_waited_for(spool: Spool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(spool, tmp_path / "pipe") is FileProblem.UNREADABLE


@ON_POSIX
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may read all")
def test_what_we_may_not_read_is_refused(spool: Spool, source: Path) -> None:
    source.chmod(0)
    assert refusal(spool, source) is FileProblem.UNREADABLE


def grow(source: Path) -> None:
    with source.open("ab") as file:
        file.write(b"more")


def shrink(source: Path) -> None:
    os.truncate(source, 1000)


def rewrite(source: Path) -> None:
    with source.open("r+b") as file:
        file.write(b"changed")


@pytest.mark.parametrize("change", [grow, shrink, rewrite])
@pytest.mark.parametrize("copied_up_to", [10**9, 10])
def test_what_changes_meanwhile_is_refused(
    tmp_path: Path, source: Path, change: Callable[[Path], None], copied_up_to: int
) -> None:
    spool = Spool(tmp_path / "spool", Room(copied_up_to=copied_up_to))
    assert refusal(spool, source, Doing(lambda: change(source))) is FileProblem.CHANGED


def test_a_file_replaced_meanwhile_is_copied_as_it_was(spool: Spool, source: Path) -> None:
    other = source.with_name("other")
    other.write_bytes(b"other")
    pulse = Doing(lambda: other.exists() and other.replace(source))
    assert spool.take(ONE, source, pulse).sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert spool.source(ONE).read_bytes() == CONTENT


def test_what_nobody_wants_any_more_is_not_kept(spool: Spool, source: Path) -> None:
    pulse = Pulse()
    pulse.stop()
    with pytest.raises(GivenUp):
        spool.take(ONE, source, pulse)
    assert_nothing_left(spool)


# --- Large files ---------------------------------------------------------------------------------


@pytest.fixture
def frugal(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", Room(copied_up_to=len(CONTENT) - 1))


def test_a_large_file_is_read_and_not_copied(frugal: Spool, source: Path) -> None:
    copied = frugal.take(ONE, source, Pulse())
    assert copied.is_by_reference
    assert copied.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert frugal.content(ONE) == (source, len(CONTENT))
    assert frugal.held() == {ONE}
    kept = frugal.source(ONE).parent.iterdir()
    assert sum(path.stat().st_size for path in kept) < 1000


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (grow, FileProblem.CHANGED),
        (rewrite, FileProblem.CHANGED),
        (Path.unlink, FileProblem.MISSING),
    ],
)
def test_a_large_file_that_changed_since_is_refused(
    frugal: Spool, source: Path, change: Callable[[Path], None], problem: FileProblem
) -> None:
    frugal.take(ONE, source, Pulse())
    change(source)
    with pytest.raises(FileRefused) as caught:
        frugal.content(ONE)
    assert caught.value.problem is problem


# --- Room ----------------------------------------------------------------------------------------


def test_without_room_nothing_is_begun(tmp_path: Path, source: Path) -> None:
    spool = Spool(tmp_path / "spool", Room(reserve=100, free=lambda _: len(CONTENT) + 99))
    with pytest.raises(DiskFull):
        spool.take(ONE, source, Pulse())
    assert_nothing_left(spool)
    exact = Spool(tmp_path / "spool", Room(reserve=100, free=lambda _: len(CONTENT) + 100))
    assert exact.take(ONE, source, Pulse()).size == len(CONTENT)


def test_room_is_promised_once(tmp_path: Path, source: Path) -> None:
    """Two at once that each have room, but not both."""
    spool = Spool(tmp_path / "spool", Room(reserve=0, free=lambda _: len(CONTENT) * 3 // 2))
    failures: list[DiskFull] = []

    def take_another() -> None:
        with pytest.raises(DiskFull) as caught:
            spool.take(TWO, source, Pulse())
        failures.append(caught.value)

    spool.take(ONE, source, Doing(take_another))
    assert failures
    assert spool.take(TWO, source, Pulse()).size == len(CONTENT)


@ON_POSIX
def test_a_disk_that_fills_up_meanwhile_leaves_nothing(spool: Spool, source: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, hard))
    try:
        with pytest.raises(DiskFull):
            spool.take(ONE, source, Pulse())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert_nothing_left(spool)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, source: Path) -> None:
    (tmp_path / "spool").write_bytes(b"a file")
    with pytest.raises(StorageFailed) as caught:
        Spool(tmp_path / "spool").take(ONE, source, Pulse())
    assert not isinstance(caught.value, DiskFull)
    assert str(tmp_path) not in caught.value.reason


def test_making_needs_room_too(tmp_path: Path, source: Path) -> None:
    spool = Spool(tmp_path / "spool", Room(reserve=0, free=lambda _: len(CONTENT)))
    spool.take(ONE, source, Pulse())
    with pytest.raises(DiskFull), spool.making(ONE, len(CONTENT) + 1):
        raise AssertionError
    with pytest.raises(DiskFull), spool.making(ONE, 10):
        raise OSError(errno.ENOSPC, "full")
    with spool.making(ONE, 10) as made:
        made.write_bytes(b"a photo")
    assert spool.made(ONE).read_bytes() == b"a photo"


# --- Throwing away -------------------------------------------------------------------------------


def test_what_is_thrown_away_is_gone_and_the_rest_stays(spool: Spool, source: Path) -> None:
    spool.take(ONE, source, Pulse())
    spool.take(TWO, source, Pulse())
    spool.discard([TWO, UploadId(77)])
    assert spool.held() == {ONE}
    assert spool.source(ONE).read_bytes() == CONTENT
    assert sorted(path.name for path in spool.source(ONE).parent.parent.iterdir()) == ["1"]


def test_what_a_killed_process_left_counts_for_nothing(spool: Spool, source: Path) -> None:
    spool.take(ONE, source, Pulse())
    half = spool.source(ONE).parent.parent / "2.abc.part"
    half.mkdir()
    (half / "source").write_bytes(b"half")
    assert spool.held() == {ONE}
    spool.tidy()
    assert not half.exists()
    assert spool.source(ONE).exists()


def test_without_a_folder_there_are_no_copies(spool: Spool) -> None:
    assert spool.held() == frozenset()
    spool.tidy()
    spool.discard([ONE])
    with pytest.raises(FileRefused):
        spool.content(ONE)
