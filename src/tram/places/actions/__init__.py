"""Deeds on places: what is founded, renamed, merged, moved, closed, counted; each a dated fact."""
