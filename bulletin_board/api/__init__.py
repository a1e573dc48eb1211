"""The HTTP API: one file for each family of routes; :mod:`bulletin_board.openapi` describes all of them."""
