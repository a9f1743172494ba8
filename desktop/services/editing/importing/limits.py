"""How much of a foreign file is read at most."""

from typing import Final

ROWS: Final = 100_000
COLUMNS: Final = 256
CHARACTERS: Final = 100_000_000
"""In all cells together."""
CELLS: Final = 4_000_000
"""That are filled."""
TEXT_BYTES: Final = 200 * 1024 * 1024
BOOK_BYTES: Final = 100 * 1024 * 1024
UNPACKED_BYTES: Final = 600 * 1024 * 1024
"""What a workbook may come to: a full one of numbers is a tenth of it."""
STRINGS_BYTES: Final = 200 * 1024 * 1024
"""The texts of a workbook, which are held in memory all at once."""
PARTS: Final = 5_000
SECONDS: Final = 300.0
"""A hundred thousand rows of a workbook take one or two minutes."""
MEMORY_BYTES: Final = 3 * 1024**3
