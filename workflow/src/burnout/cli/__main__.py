"""``python -m burnout.cli`` does what ``burnout`` does."""

from burnout.cli import main

if __name__ == "__main__":
    main()
