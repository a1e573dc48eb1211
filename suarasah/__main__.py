"""``python -m suarasah``."""

from suarasah.cli import main

if __name__ == "__main__":
    main()
