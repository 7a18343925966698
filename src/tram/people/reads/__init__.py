"""Questions the people room answers; ``tram.people.api`` shows them to other rooms."""
