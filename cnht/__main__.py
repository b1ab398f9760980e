"""``python -m cnht``."""

try:
    from cnht.cli.main import run
except KeyboardInterrupt:
    raise SystemExit(130) from None

if __name__ == "__main__":
    run()
