"""Names that somebody chose to do harm, and what must come of them: nothing."""
