"""The local copy of what the server told, and the marks set on it; SQL, read by many, written by one."""
