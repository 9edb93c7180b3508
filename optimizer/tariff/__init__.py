"""What it costs: pure functions over published rates, in Decimal."""
