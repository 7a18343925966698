"""The reports room; see README.md."""
