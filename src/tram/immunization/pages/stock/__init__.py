"""Pages of the vaccine store."""
