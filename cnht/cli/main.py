"""The way in: ``cnht`` and ``python -m cnht``."""

# Whatever is imported before Ctrl-C is caught prints a traceback if it comes just then: nothing but what Python has.
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def run() -> None:
    """Run the command line and exit."""
    sys.unraisablehook = _passed_over
    try:
        from cnht.cli.ending import ended

        code = ended()
    except KeyboardInterrupt:
        os._exit(130)
    sys.exit(code)


def _passed_over(failure: "UnraisableHookArgs") -> None:
    """Print no traceback of what Python passes over; a Ctrl-C that comes just then would be lost."""
    if failure.exc_type is KeyboardInterrupt:
        os._exit(130)
