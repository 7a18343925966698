"""The doors in a browser; see README.md."""
