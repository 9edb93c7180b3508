"""The command ``corridor``: plans, checks and what they mean, in a terminal."""
