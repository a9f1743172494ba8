"""What the server has not confirmed, and receipts of what it has; SQL, nothing is ever deleted."""

from desktop.journal.store import Journal

__all__ = ["Journal"]
