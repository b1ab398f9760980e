"""Figures, targets and verdicts: exact arithmetic on values in memory."""
