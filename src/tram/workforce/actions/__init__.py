"""Deeds on staff, accounts and roles."""
