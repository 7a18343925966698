"""What every room stands on; see README.md."""
