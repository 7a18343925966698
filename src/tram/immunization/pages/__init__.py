"""Pages of the immunization room: thin, they ask the door and draw the answer."""
