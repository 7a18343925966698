"""The command line: it opens doors and decides nothing."""
