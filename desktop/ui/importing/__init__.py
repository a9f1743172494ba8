"""The window in which customers are imported by their number."""
