"""The standalone verifier: from an archive, a log folder or a board's address to a report. Trusts nobody.

It imports no party and needs neither a web framework nor a database. The rules stand in :mod:`record`; here they are
put in order, fed in bounded memory, spread over cores, and explained.
"""
