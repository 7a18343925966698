"""Pages about claims on their way to the insurer."""
