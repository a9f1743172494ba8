"""The window in which the same fields of many customers are changed."""
