"""The invented Danish company world the server is filled with."""
