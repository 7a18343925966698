"""Pages of one person's vaccinations."""
