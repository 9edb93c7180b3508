"""Version 1 of the contract of Corridor; generated from the protos, never edited."""
