"""What a station gives and does: the catalogue with its dated prices."""
