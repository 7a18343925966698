"""English, with Vietnamese dates."""
