"""The contract of Corridor; generated from the protos, never edited."""
