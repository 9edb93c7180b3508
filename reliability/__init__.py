"""What the server promises under load and faults, measured."""
