"""Deeds of the people room, one file per subject; ``tram.people.api`` shows them to other rooms."""
