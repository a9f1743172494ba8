"""Customers from a table, by their number: read, shown what it would do, carried out row by row."""
