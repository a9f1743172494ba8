"""Start to first painted window: `--demo` against a bare PySide6 window."""

import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15


def _ms(what: str) -> float:
    began = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.first_paint", what],
        check=True,
        capture_output=True,
        text=True,
    )
    return (float(child.stdout.split()[-1]) - began) * 1000


def measure() -> None:
    """Interleaved runs; prints both medians and their ratio."""
    with tempfile.TemporaryDirectory() as profile:
        for what in ("bare", profile):
            _ms(what)
        pairs = [(_ms("bare"), _ms(profile)) for _ in range(RUNS)]
    floor = statistics.median(bare for bare, _ in pairs)
    value = statistics.median(program for _, program in pairs)
    ratio = statistics.median(program / bare for bare, program in pairs)
    sys.stdout.write(
        f"start to first paint: {value:.0f} ms, bare window {floor:.0f} ms, ratio {ratio:.2f}\n"
    )


if __name__ == "__main__":
    measure()
