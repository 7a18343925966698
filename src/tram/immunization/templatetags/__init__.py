"""Pieces that every page of the room draws."""
