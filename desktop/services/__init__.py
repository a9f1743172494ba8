"""What the program can do; async, without Qt."""
