"""The registrar (credential authority): from a school's roll to credential codes, offline.

Only the registrar's encrypted file links a voter to a credential. The board gets public credentials alone, sorted by
their own text, so that their order says nothing about the roll's.
"""
