"""The encounters room; see README.md."""
