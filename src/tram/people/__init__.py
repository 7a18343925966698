"""The people room; see README.md."""
