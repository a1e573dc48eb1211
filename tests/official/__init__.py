"""The bridge to the official Belenios tool, a verifier and election maker that this project did not write."""
