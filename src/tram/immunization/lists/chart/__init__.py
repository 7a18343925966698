"""One person's vaccinations as a page draws them: every dose judged and every date explained."""
