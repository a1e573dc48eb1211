"""The bulletin board: it keeps the append-only logs of elections and key makings and answers for them.

Types and pure rules stand in :mod:`record`; this package is storage, the HTTP API, public pages and commands.
"""
