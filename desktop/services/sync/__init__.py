"""Keeping the local copy in step with the server, in a process of its own."""

from desktop.services.sync.supervisor import Sync

__all__ = ["Sync"]
