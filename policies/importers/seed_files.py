"""Reads seed files: YAML in which every scalar is text and every row knows its line.

Built from the parser's events, so that nothing is resolved, expanded or nested without a limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 10_000_000
DEEPEST = 8  # a list of rows with lists of rows with lists takes five

#: What YAML does not allow, or allows and a reader would not see: control characters, other ends of lines, spaces
#: without width, and marks that turn the direction of the text that follows. (Marks that join or part the letters of
#: a script are writing.)
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Row(dict[str, Any]):
    """One mapping of a seed file, with the file and the line (from 1) it begins on, and the line of each key."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.key_lines: dict[str, int] = {}

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Items(list[Any]):
    """One list of a seed file, with the line of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it."""

    path: str
    line: int
    message: str
    #: What is sought only when the problem is shown: a word that was perhaps meant.
    hint: Callable[[], str] = str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}{self.hint()}"


class SeedError(Exception):
    """Seeds that cannot be loaded; nothing was. ``problems`` has all that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class _Unreadable(Exception):
    """(line from 1, message)."""


@dataclass
class _Builder:
    """Puts lists, rows and texts together from the events of one file."""

    path: str
    content: Any = None
    open: list[Row | Items] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)  # of each open row, the key that waits for its value
    documents: int = 0

    def build(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):  # type: ignore[no-untyped-call]
            self.take(event, event.start_mark.line + 1)
        return self.content

    def take(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Unreadable(line, "a second document begins here (---): make it a file of its own")
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
            self.keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise _Unreadable(line, "anchors (&) and aliases (*) are not read: write the text out")
            if event.tag is not None:
                raise _Unreadable(line, f"tags ({event.tag[:40]}) are not read: every value is text")
            self.put(self.made(event, line), line)

    def made(self, event: Any, line: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        return Row(self.path, line) if isinstance(event, yaml.MappingStartEvent) else Items()

    def put(self, value: Any, line: int) -> None:
        into = self.open[-1] if self.open else None
        if into is None:
            self.content = value
        elif isinstance(into, Items):
            into.append(value)
            into.lines.append(line)
        elif (key := self.keys[-1]) is not None:
            into[key] = value
            self.keys[-1] = None
        elif not isinstance(value, str):
            raise _Unreadable(line, "a key is a list or a row: a key is one word")
        elif value in into.key_lines:
            raise _Unreadable(line, f"the key “{value}” is given twice: it is at line {into.key_lines[value]} already")
        else:
            into.key_lines[value] = line
            self.keys[-1] = value
        if isinstance(value, Row | Items):
            if len(self.open) == DEEPEST:
                raise _Unreadable(line, f"lists and rows are nested more than {DEEPEST} deep")
            self.open.append(value)
            self.keys.append(None)


def read_rows(path: Path, root: Path, *, single: bool = False) -> list[Row]:
    """The rows of one file: a list of rows, or with ``single`` one mapping. SeedError when it is not that."""
    name = path.relative_to(root).as_posix()
    try:
        return _rows(_Builder(name).build(_text(path)), single)
    except _Unreadable as error:
        line, message = error.args
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"not readable as YAML: {error.problem}"
    except yaml.YAMLError as error:
        line, message = 1, f"not readable as YAML: {error}"
    raise SeedError([Problem(name, line, message)])


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Unreadable(1, f"larger than {MOST_BYTES // 1_000_000} MB: split it")
        content = path.read_bytes()
    except OSError as error:
        raise _Unreadable(1, error.strerror) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, f"not UTF-8 text ({error.reason}): save the file as UTF-8") from error
    _refuse(UNSEEN.search, text, lambda c: f"a character that cannot be seen (U+{ord(c):04X}): take it out")
    _refuse(re.compile("\t").search, text, lambda c: "a tab: write spaces")
    return text


def _refuse(search: Callable[[str], re.Match[str] | None], text: str, message: Callable[[str], str]) -> None:
    if found := search(text):
        raise _Unreadable(text.count("\n", 0, found.start()) + 1, message(found[0]))


def _rows(content: Any, single: bool) -> list[Row]:
    if content is None or content == "":
        raise _Unreadable(1, "the file is empty: give it rows, or take it away")
    if single:
        if not isinstance(content, Row):
            raise _Unreadable(1, "a list where one row is expected: “key: value” lines that do not begin with “- ”")
        return [content]
    if not isinstance(content, Items):
        raise _Unreadable(1, "one row or text where a list is expected: begin each row with “- ”")
    for item, line in zip(content, content.lines, strict=True):
        if not isinstance(item, Row):
            raise _Unreadable(line, "this item is not a row of “key: value” pairs")
    return list(content)
