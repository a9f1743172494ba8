"""Cells of the files we write for programs for tables."""

# A program for tables takes a text that begins so for a formula, and works it out.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: str | int) -> str | int:
    """The cell so that no program for tables takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
