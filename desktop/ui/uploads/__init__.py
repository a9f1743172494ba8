"""Files on their way: dropping, pasting and choosing them, and what becomes of them."""
