"""Pages of the people room: finding, registering, correcting, importing."""
