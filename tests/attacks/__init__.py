"""Tampered records and ballots, each refused for exactly the reason that it should be.

The tables say what an attacker did; the plans of :mod:`tests.support.honest_election` hash and sign everything after a
change again, so that no vector is refused for a broken hash unless that is the attack.
"""
