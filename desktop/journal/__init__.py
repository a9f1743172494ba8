"""What the server has not confirmed, and what it held before we wrote; the only SQL of ours."""
