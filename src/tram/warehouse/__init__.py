"""The warehouse room; see README.md."""
