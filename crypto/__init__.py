"""Mathematics only: bytes and numbers in, bytes and numbers out. No file, network, clock or logging.

Formulas come from the Belenios specification, version 1 (doc/specification.tex of release 3.3.0), cited by
section. Names that end in ``_public`` run in variable time and must only ever see public values; everything
that takes a :class:`crypto.group.Secret` goes through libsodium or ``gmpy2.powmod_sec``.
"""
