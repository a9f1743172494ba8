"""Bizztree: a desktop customer browser for Microbizz."""

__version__ = "0.1.0"
