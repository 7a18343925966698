"""Deeds of doses, circumstances and deferrals, what follows from them, and the record they make."""
