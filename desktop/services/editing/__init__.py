"""Editing beside a plain save: drafts, what waits for the connection, receipts, moves."""
