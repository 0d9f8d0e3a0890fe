"""The panes of assessment: scoring, and what follows from it."""
