"""Pure rules of the people room: no Django, no clock, no database."""
