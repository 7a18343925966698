"""The door for programs: JSON over the same questions the pages ask; see README.md."""
