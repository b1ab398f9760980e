"""Columns of values as a pandas frame with types, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DAYS = "datetime64[s]"
"""The type of days: it reaches from the year 1 to 9999."""


def frame(columns: Mapping[str, tuple[list[Any], str | Iterable[str]]]) -> pd.DataFrame:
    """Each column with its name, its values and their type: that of pandas, or the categories in their order.

    ``None`` is what pandas has for a missing value of that type; days are dates or ISO texts. ``ImportError`` names
    what to type where pandas cannot be loaded.
    """
    try:
        import numpy as np
        import pandas as pd
    except ImportError as error:
        from cnht.language.shell import repair

        raise ImportError(str(repair(error) or error)) from error

    def series(values: list[Any], kind: str | Iterable[str]) -> pd.Series:
        if kind == DAYS:  # by numpy: the first pandas 2 reads texts of days in nanoseconds only
            return pd.Series(np.array(values, dtype=DAYS))
        if not isinstance(kind, str):
            return pd.Series(pd.Categorical(values, categories=list(dict.fromkeys(kind))))
        return pd.Series(values, dtype=kind)

    return pd.DataFrame({name: series(values, kind) for name, (values, kind) in columns.items()})
