"""Deeds of the sync room."""
