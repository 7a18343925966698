"""Pages of the room's home and its lists."""
