"""What travels between machines, as bytes."""
