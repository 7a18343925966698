"""Tags other rooms' pages may load."""
