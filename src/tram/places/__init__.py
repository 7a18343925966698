"""The places room; see README.md."""
