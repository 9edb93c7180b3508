"""Running the program: solver handle, termination, read-back."""
