"""Speed, measured as a ratio to a floor in the same run; never asserted in a timed test."""
