"""Corridor: least-cost assignment of cargo volumes to the legs of the Middle Corridor."""
