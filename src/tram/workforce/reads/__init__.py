"""Questions about staff and accounts."""
