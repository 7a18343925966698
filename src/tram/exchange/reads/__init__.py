"""Questions about what was received and about imports."""
