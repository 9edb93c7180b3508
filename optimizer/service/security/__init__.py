"""Who may call, over what connections, and how often."""
