"""``import_policies FILE [--commit] [--map "header=column"] [--user NAME]``: policies from CSV and XLSX."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from policies.importers.sheet.halves import half, is_rejected, is_sound, pieces
from policies.importers.sheet.opening import too_large
from policies.importers.sheet.planning import VERDICTS, Plan, Row, plan
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.synonyms import HEADERS
from policies.importers.sheet.table import MOST_BYTES
from policies.importers.sheet.writing import import_file


class Command(BaseCommand):
    help = (
        "Says what importing a CSV or XLSX would do, row by row; with --commit does it: all or nothing, as drafts in one"
        " batch. Exit code 1 if anything was rejected."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="write what the dry run says")
        columns = ", ".join(HEADERS)
        text = f"what the column under a header is, or - for one that is not read. Columns: {columns}"
        parser.add_argument("--map", action="append", default=[], metavar='"header=column"', dest="said", help=text)
        parser.add_argument(
            "--user", metavar="NAME", help="the account that imports; its rules of who may change what hold"
        )

        parser.add_argument(
            "--rejected",
            type=Path,
            metavar="FILE",
            help="write the rejected rows, with what is wrong, to this .csv or .xlsx",
        )
        parser.add_argument(
            "--others", type=Path, metavar="FILE", help="write the rows that are not rejected to this .csv or .xlsx"
        )

    def handle(self, *args: Any, file: Path, commit: bool, said: list[str], user: str | None, **options: Any) -> None:
        halves = [
            (to, wanted)
            for to, wanted in ((options["rejected"], is_rejected), (options["others"], is_sound))
            if to is not None
        ]
        for to, __ in halves:
            if to.suffix.lower() not in (".csv", ".xlsx"):
                raise CommandError(f"{to}: name it .csv or .xlsx.")
            if to.exists() and to.samefile(file):
                raise CommandError(f"{to}: this is the file that is read; name another.")
        account = None
        if user is not None:
            account = get_user_model()._default_manager.filter(username=user, is_active=True).first()
            if account is None:
                raise CommandError(f"There is no active account “{user}”.")
        matched = dict(_pair(pair) for pair in said)
        try:
            data = _bytes(file)
            made, batch = (
                import_file(data, file.name, matched, account)
                if commit
                else (plan(data, file.name, matched, account), None)
            )
        except SheetError as error:
            raise CommandError(f"{file.name}: {error}") from error
        self.tell(made)
        if not made.is_sound:
            for to, wanted in halves:
                self.write_half(made, to, wanted)
        if batch:
            self.stdout.write(f"Imported as drafts, batch {batch.pk}: a reviewer publishes it in the admin.")
        elif not made.is_sound:
            self.stdout.write("Nothing was written: mend what was rejected, and try again.")
            sys.exit(1)
        elif made.changes_nothing:
            self.stdout.write("Nothing was written: all of it is recorded already.")
        else:
            self.stdout.write("This was a dry run: nothing was written. Add --commit to import.")

    def write_half(self, made: Plan, to: Path, wanted: Callable[[Row], bool]) -> None:
        count = sum(map(wanted, made.rows))
        if not count:
            self.stdout.write(f"{to}: not written, for there is no such row.")
            return
        try:
            with to.open("wb") as out:
                for piece in pieces(half(made, wanted), to.suffix.lower().removeprefix(".")):
                    out.write(piece)
        except OSError as error:
            raise CommandError(f"{to}: {error.strerror or error}") from error
        self.stdout.write(f"{to}: {count} rows")

    def tell(self, made: Plan) -> None:
        for line in made.table.about:
            self.stdout.write(line)
        match = made.matching
        names = (f"{match.name(index)} → {column}" for index, column in sorted(match.column_at.items()))
        self.stdout.write(f"Header in row {match.header_row}: {', '.join(names)}")
        if match.left_out:
            self.stdout.write(f"Not read: {', '.join(match.name(index) for index in match.left_out)}")
        for rejection in made.file:
            self.stdout.write(f"row {rejection.row}: rejected: {rejection}")
        for row in made.rows:
            what = f" {row.country} {row.title}".rstrip()
            self.stdout.write(f"row {row.number}: {row.verdict}:{what}")
            for rejected in row.rejections:
                self.stdout.write(f"    {rejected}")
            for change in row.changes if row.policy else ():
                self.stdout.write(f"    {change.column}: “{change.old}” → “{change.new}”")
            for remark in row.remarks:
                self.stdout.write(f"    note: {remark}")
        self.stdout.write(", ".join(f"{made.counts[verdict]} {verdict}" for verdict in VERDICTS))


def _pair(text: str) -> tuple[str, str]:
    header, equals, column = text.rpartition("=")
    if not equals or not header.strip():
        raise CommandError(f'--map “{text}”: write it as "header=column", for example --map "Nombre=title".')
    return header.strip(), column.strip()


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise CommandError(f"{file.name}: {too_large(size)}")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from error
