"""The remote truth: the 18 customer commands and Echo over one HTTP client; the only HTTP."""
