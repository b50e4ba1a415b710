"""Ticks of axes: years and counts in round steps."""

from __future__ import annotations

from typing import Final

_YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)


def year_step(years: float, most: float) -> int:
    """The smallest round step (years) that divides ``years`` years into at most ``most`` parts."""
    return next((step for step in _YEAR_STEPS if years / step <= most), _YEAR_STEPS[-1])


def round_steps(highest: int, most: int) -> list[int]:
    """Counts from 0 up to the first round one that is not below ``highest``, in at most ``most`` equal steps."""
    size, factors = 1, (1, 2, 5)
    while True:
        for factor in factors:
            step = factor * size
            if highest <= step * most:
                return list(range(0, -(-max(highest, 1) // step) * step + 1, step))
        size *= 10
