"""What the words of the field mean, as frozen values; imports the standard library alone."""
