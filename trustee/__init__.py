"""The key holder's program: joint key making, countersigning, partial decryption, key file. Runs on its own machine."""
