"""The review of what was let go: what is said, asked and changed of a batch before it goes."""
