"""What is typed and not in Microbizz yet, and the rules that were learned: windows and notices."""
