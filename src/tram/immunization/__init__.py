"""The immunization room; see README.md."""
