"""``python -m suarasah``."""

from suarasah.cli import main

main()
