"""Starting, wiring and ending the program, in order."""

from desktop.app.start import run

__all__ = ["run"]
