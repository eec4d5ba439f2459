"""`python -m kept` is the `kept` command."""

from kept.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
