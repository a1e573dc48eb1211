"""The ballot maker: seals a voter's choices on the voter's own device, tests seals, casts, and keeps the receipt.

The server never sees a choice, a seed or a credential code.
"""
