"""Paths, settings, secrets, logs and resources; knows no customers."""
