"""What is decided without looking at the database: scope."""
