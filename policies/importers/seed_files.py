"""Reads seed files: YAML in which every scalar is text and every row knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class Row(dict[str, Any]):
    """One mapping of a seed file, with the file and the line (from 1) it begins on."""

    path: str = ""
    line: int = 0
    key_lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class SeedError(Exception):
    """Seeds that cannot be loaded; nothing was. ``problems`` has all that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class _Loader(yaml.CBaseLoader):
    """All scalars stay text; a key given twice is an error instead of a silent loss."""


def _construct_row(loader: _Loader, node: yaml.MappingNode) -> Row:
    row = Row()
    row.line = node.start_mark.line + 1
    row.key_lines = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key is a list or a row", key_node.start_mark)
        key = loader.construct_object(key_node, deep=True)
        if key in row:
            raise yaml.constructor.ConstructorError(None, None, f"the key “{key}” is given twice", key_node.start_mark)
        row[key] = loader.construct_object(value_node, deep=True)
        row.key_lines[key] = key_node.start_mark.line + 1
    return row


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_row)


def read_rows(path: Path, root: Path) -> list[Row]:
    """The rows of one file (a file that is one mapping is one row). SeedError when it is not such YAML."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a loader that makes text, lists and rows only
    except UnicodeDecodeError as error:
        raise SeedError([Problem(name, 1, f"not UTF-8 text: {error.reason} at byte {error.start}")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SeedError([Problem(name, line, f"not readable as YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise SeedError([Problem(name, 1, f"not readable as YAML: {error}")]) from error
    if content is None or content == "":
        return []
    rows = content if isinstance(content, list) else [content]
    for index, row in enumerate(rows):
        if not isinstance(row, Row):
            raise SeedError([Problem(name, 1, f"item {index + 1} is not a row of “key: value” pairs")])
        for nested in _nested(row):
            nested.path = name
    return rows


def _nested(row: Row) -> Iterator[Row]:
    yield row
    for value in row.values():
        if isinstance(value, Row):
            yield from _nested(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Row):
                    yield from _nested(item)
