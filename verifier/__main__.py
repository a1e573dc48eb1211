"""``python -m verifier``."""

if __name__ == "__main__":
    from verifier.cli import main

    main()
