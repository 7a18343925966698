"""Values of the room as the templates and charts want them. Words and addresses only, no numbers are made here."""
