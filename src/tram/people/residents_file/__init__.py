"""Residents from Excel and CSV files: reading, trying, importing, giving back what could not be taken."""
