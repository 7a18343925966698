"""Sessions: planned, opened, people screened, vaccinated, watched, sent home with the next date, closed."""
