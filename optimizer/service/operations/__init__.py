"""Work that goes on in the background: what was asked for, who does it, and its end."""
