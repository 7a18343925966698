"""Messages to outside systems: what must be told, until when, and whether it was heard."""
