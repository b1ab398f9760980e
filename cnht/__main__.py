"""``python -m cnht``."""

from cnht.cli.main import run

if __name__ == "__main__":
    run()
