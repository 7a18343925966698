"""The vaccine store: lots, what came in and went out, open vials, fridges and their temperatures."""
