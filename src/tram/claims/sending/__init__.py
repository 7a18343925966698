"""Claims on their way to the insurer: signed, sent once in effect, answered, corrected, reconciled."""
