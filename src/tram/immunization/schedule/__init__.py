"""The schedule of this country: definitions made into an engine's schedule, and why it says what it says."""
