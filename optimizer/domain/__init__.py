"""What exists: network, commodities, demands, tariffs, resources, plan."""
