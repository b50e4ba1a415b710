"""What tests in a browser take for granted about the style sheets."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.contrib import admin

OURS = sorted(Path(settings.BASE_DIR, "static/src/css").glob("*.css"))
OF_ADMIN = sorted(Path(admin.__file__).parent.glob("static/admin/css/**/*.css"))
OF_SCHEME = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")


def declarations(css: str) -> list[str]:
    """What is declared within blocks for one colour scheme: the names, without those of custom properties."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    blocks = "".join(inner for block in OF_SCHEME.findall(css) for inner in re.findall(r"\{([^{}]*)\}", block))
    names = [line.partition(":")[0].strip() for line in blocks.split(";")]
    return [name for name in names if name and not name.startswith("--")]


def test_a_colour_scheme_changes_custom_properties_and_nothing_else() -> None:
    """So that a page that axe has seen in one scheme needs to be looked at for its colours alone in the other."""
    assert len(OURS) > 10 and len(OF_ADMIN) > 10
    for path in (*OURS, *OF_ADMIN):
        assert set(declarations(path.read_text(encoding="utf-8"))) <= {"color-scheme"}, path.name


def test_custom_properties_that_follow_the_scheme_are_colours() -> None:
    tokens = Path(settings.BASE_DIR, "static/src/css/tokens.css").read_text(encoding="utf-8")
    (block,) = OF_SCHEME.findall(tokens)
    values = re.findall(r"--[\w-]+:\s*([^;]+);", block)
    assert len(values) > 10
    assert [value for value in values if not re.match(r"#[0-9a-f]{3,8}$|rgba?\(", value)] == []


def test_other_declarations_within_a_scheme_are_seen() -> None:
    assert declarations("@media (prefers-color-scheme: dark) { :root { --ink: #fff; } p { display: none } }") == [
        "display"
    ]
