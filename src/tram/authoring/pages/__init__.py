"""Pages of the authoring room: the list, the form of an indicator, what is tried while writing, and a file as text."""
