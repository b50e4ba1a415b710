"""The small pictures of legends."""

from __future__ import annotations

from policies.charts import theme
from policies.charts.still_parts import dash_array, symbol_svg


def swatch(kind: str, colour: str, symbol: str = "") -> str:
    """A legend's picture of 16 by 16 units: ``mark``, ``planned`` (hollow mark), ``bar``, ``thin``, ``span``,
    ``unsure`` (hatched bar) or ``tie`` (arrow; ``symbol`` are its dashes)."""
    if kind == "mark":
        inner = f'<g fill="{colour}">{symbol_svg(symbol, 8, 8, theme.SYMBOL_SIZES[symbol] / 2)}</g>'
    elif kind == "planned":
        inner = f'<g fill="{theme.PAPER}" stroke="{colour}" stroke-width="2">{symbol_svg(symbol, 8, 8, 4.5)}</g>'
    elif kind == "unsure":
        inner = (
            f'<g fill="none" stroke="{colour}"><path stroke-width="1.75" d="M1 8L6 3M1 13L11 3M6 13L15 4M11 13L15 9"/>'
            '<path d="M.5 2.5H15.5V13.5H.5z"/></g>'
        )
    elif kind == "tie":
        dash = f' stroke-dasharray="{symbol}"' if symbol else ""
        inner = (
            f'<path d="M8 16V5" stroke="{colour}" stroke-width="1.5"{dash}/><path d="M8 0L12 6H4z" fill="{colour}"/>'
        )
    elif kind == "span":
        inner = f'<rect y="6" width="16" height="4" fill="{colour}" opacity=".35"/>'
    else:
        y, high = (2, 12) if kind == "bar" else (5, 6)
        inner = f'<rect y="{y}" width="16" height="{high}" fill="{colour}"/>'
    return f'<svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{inner}</svg>'


def line_swatch(colour: str, dash: str) -> str:
    """A legend's picture of 16 by 16 units of a line, long enough to show its dashes."""
    dashes = f' stroke-dasharray="{dash_array(dash)}"' if dash else ""
    return (
        '<svg class="swatch swatch-line" viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">'
        f'<path d="M0 8H32" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/></svg>'
    )
