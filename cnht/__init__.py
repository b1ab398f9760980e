"""Plan targets and the figures reported against them: ``load`` reads a workspace for a notebook."""

__all__ = ["Workspace", "WorkspaceError", "__version__", "load"]

# What type checkers take for true. Importing this package imports nothing, not even typing.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from cnht.notebook import Workspace, WorkspaceError, load

    __version__: str
else:

    def __getattr__(name: str) -> object:
        """What notebooks use comes when it is used; so does the version, which the build writes."""
        if name == "__version__":
            try:
                from cnht._version import version
            except ImportError:  # run from a source tree that was never built
                return "0+unknown"
            return version
        if name in __all__:
            from cnht import notebook

            return getattr(notebook, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """What TAB offers in a notebook."""
        return __all__
