"""The workforce room; see README.md."""
