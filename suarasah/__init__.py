"""The command line of Suara Sah: it imports the parties, each only when its command is asked for."""
