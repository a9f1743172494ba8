"""An embedded Microbizz server; it shares no code with the program."""
