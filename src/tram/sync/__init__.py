"""The sync room; see README.md."""
