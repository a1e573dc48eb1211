"""The key holder's page on this very machine, at 127.0.0.1: the same acts as the commands, step by step."""
