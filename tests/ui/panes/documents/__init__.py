"""The documents of a customer."""
