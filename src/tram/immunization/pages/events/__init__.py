"""Pages of events after a dose."""
