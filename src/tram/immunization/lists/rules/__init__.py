"""What lists and papers go by: kinds of lateness, ages, a card typed line by line, the code on a personal record."""
