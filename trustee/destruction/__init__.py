"""Destroying a key for good after the elections that it served, and the record of it."""
