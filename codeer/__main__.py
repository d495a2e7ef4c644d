"""`python -m codeer`."""

from codeer.cli import main

if __name__ == "__main__":
    main()
