"""Datasets and plans to and from files."""
