"""PySide6 keeps count of the references to None, which some releases lose before Python 3.12."""

import subprocess
import sys

# In a process of its own, for a release that loses them takes the interpreter down.
CALLS = """
import sys
from PySide6.QtCore import QObject

thing = QObject()
before = sys.getrefcount(None)
for _ in range(20_000):
    thing.setObjectName("x")
print(sys.getrefcount(None) - before)
"""


def test_none_survives_many_calls() -> None:
    done = subprocess.run(
        (sys.executable, "-c", CALLS), capture_output=True, text=True, check=False
    )
    advice = f"Pin another PySide6: this one loses references to None.\n{done.stderr}"
    assert done.returncode == 0, advice
    assert abs(int(done.stdout)) < 500, advice
