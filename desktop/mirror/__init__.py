"""The local copy of what the server told, and the marks on it; many read it, one writes it."""
