"""Paper of the registrar: voter cards, envelopes, signature lists, hand-over slips and the record of destruction.

Invariant: no sheet shows a name beside a serial number or a code, except for named cards, where the school decided so.
Sheets with codes and sheets with names are made by different functions and written to different files.
"""
