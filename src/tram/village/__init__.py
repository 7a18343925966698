"""The synthetic village: seeded people, households, illness and visits; see README.md."""
