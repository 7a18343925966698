"""Pages about insurance cards."""
