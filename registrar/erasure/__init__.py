"""Destroying a register for good after the objection period, and the record of it for the minutes."""
