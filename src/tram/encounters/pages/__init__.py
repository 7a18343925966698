"""Pages of the examination room: thin, they ask the door and draw the answer."""
