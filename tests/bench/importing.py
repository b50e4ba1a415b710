"""How long an import of many rows takes, and how much memory: ``python -m tests.bench.importing FOLDER [ROWS]``.

It makes a database of its own in the folder, with the seeds, and prints seconds of the dry run and of the import, and
the greatest resident memory of the process.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path


def rows(count: int, word: str = "Medida") -> str:
    """A file as a ministry would send it: two dates, a term, a framework with its passage, a source each."""
    lines = [
        "country;title;original_title;instrument;legal_reference;adopted;in_force_from;term_start;term_end;framework;link;quote;quote_language;source"
    ]
    countries = ("PER", "KEN", "FRA", "GHA", "CHL", "NPL", "MAR", "PHL", "DEU", "MEX")
    for number in range(count):
        iso = countries[number % len(countries)]
        day, month, year = number % 28 + 1, number % 12 + 1, 1990 + number % 35
        title = f"Migration measure {number * 7919 % count} of the {('coast', 'valley', 'capital', 'border')[number % 4]} no {number}"
        lines.append(
            f"{iso};{title};{word} {number};law;Law {number}/{year};{day:02}/{month:02}/{year};{year}-12-31;{year};{year + 5};"
            f"gcm;explicit;the objectives of the compact are followed;en;https://example.org/laws/{number}"
        )
    return "\r\n".join(lines)


def main(folder: Path, count: int) -> None:
    database = folder / "import.sqlite3"
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migpol.settings")
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from policies.importers.sheet.planning import plan  # noqa: PLC0415
    from policies.importers.sheet.writing import import_file  # noqa: PLC0415

    settings.DEBUG = False
    if not database.exists():
        call_command("migrate", verbosity=0)
        call_command("seed")
    # Another original title, where the rows are there already: each is a change.
    data = rows(count, "Norma" if "--change" in sys.argv else "Medida").encode()
    before = peak()
    started, cpu = time.perf_counter(), time.process_time()
    if "--import" not in sys.argv:
        made = plan(data, "bench.csv")
        print(
            f"dry run: {time.perf_counter() - started:.1f} s ({time.process_time() - cpu:.1f} s of CPU), {dict(made.counts)}"
        )
    else:
        made, batch = import_file(data, "bench.csv")
        print(
            f"import: {time.perf_counter() - started:.1f} s ({time.process_time() - cpu:.1f} s of CPU), {dict(made.counts)}, batch {batch and batch.pk}"
        )
    print(f"memory: {peak():.0f} MB at most ({before:.0f} MB before)")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    numbers = [word for word in sys.argv[2:] if word.isdigit()]
    main(Path(sys.argv[1]), int(numbers[0]) if numbers else 10_000)
