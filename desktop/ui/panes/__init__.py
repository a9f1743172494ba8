"""What is shown of one customer."""
