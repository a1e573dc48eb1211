"""The tests; the folders mirror the packages, and `support` holds what several of them share."""
