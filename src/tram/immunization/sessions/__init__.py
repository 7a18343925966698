"""A day of vaccination: planned, invited to, worked through at the desk, closed."""
