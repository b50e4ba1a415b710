"""The layers of the house, as the contracts in pyproject.toml state them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from django.conf import settings

POLICIES = Path(settings.BASE_DIR, "policies")


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "2 kept, 0 broken" in done.stdout


def test_no_import_inside_a_function() -> None:
    inside = [
        f"{path.relative_to(POLICIES)}:{node.lineno}"
        for path in POLICIES.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_the_pure_layer_needs_no_django() -> None:
    """Importing it in a bare interpreter brings no Django along."""
    program = (
        "import sys, policies.dates, policies.lifecycle, policies.rows, policies.charts;"
        "sys.exit('django was imported' if 'django' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
