"""Questions about places; each carries a day."""
