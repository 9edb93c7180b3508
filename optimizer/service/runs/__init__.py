"""The history of what was planned: by whom, when, of what, and what came of it."""
