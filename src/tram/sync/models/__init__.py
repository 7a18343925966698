"""Tables of the sync room, a file for each part; all of them are named here, where Django looks."""
