"""Records of people from elsewhere: fetched when they stand at the desk, lent by the machine above."""
