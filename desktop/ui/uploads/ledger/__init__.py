"""The ledger: every file that was ever added, what came of it, and taking that along as a file."""
