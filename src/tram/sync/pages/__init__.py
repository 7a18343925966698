"""Pages under /dong-bo/: how this machine agrees with others, what waits for a decision, the machines below."""
