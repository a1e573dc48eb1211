"""Whole elections, held as people hold them: by command lines, over HTTP, with files."""
