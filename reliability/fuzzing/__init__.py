"""Hostile messages and files, each made of a number alone, so that it can be made again."""
