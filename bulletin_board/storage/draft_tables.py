"""The tables of elections in preparation: drafts and the photos of their candidates."""
