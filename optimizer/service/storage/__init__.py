"""What a server keeps beyond its own life, in SQLite or PostgreSQL."""
