"""What an import of many rows takes: ``python -m tests.bench.importing FOLDER [ROWS]``.

It makes a database of its own in the folder, with the seeds, and prints of each step seconds of CPU, seconds of the clock, and
the greatest resident memory of its process: the dry run, the import of new rows, the same file again with one cell of each row
changed while all are published (so that each becomes a working copy), taking that back, and publishing batches of two sizes.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

#: Batches that are published, to see whether twice as many take twice as long.
PUBLISHED = (250, 500)


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


def step(name: str, work: Callable[[], str]) -> None:
    """Does it in a process of its own, so that what it holds at most is its own, and prints what it took."""
    from django.db import connection  # noqa: PLC0415 - after the settings are read

    connection.close()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        before, clock, cpu = peak(), time.perf_counter(), time.process_time()
        said = work()
        took = f"{time.process_time() - cpu:6.1f} s of CPU {time.perf_counter() - clock:6.1f} s {peak():5.0f} MB"
        print(f"{name:42} {took} ({before:.0f} MB before)  {said}", flush=True)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit(f"{name}: failed")


def main(folder: Path, count: int) -> None:
    database = folder / "import.sqlite3"
    database.unlink(missing_ok=True)
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migpol.settings")
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from policies.importers.sheet import publishing, undoing  # noqa: PLC0415
    from policies.importers.sheet.planning import plan  # noqa: PLC0415
    from policies.importers.sheet.writing import import_file  # noqa: PLC0415
    from policies.models import ImportBatch, Policy  # noqa: PLC0415

    settings.DEBUG = False

    def load(data: bytes) -> str:
        made, batch = import_file(data, "bench.csv")
        return f"{dict(made.counts)}, batch {batch and batch.pk}"

    def publish() -> str:
        batch = ImportBatch.objects.latest("pk")
        return f"{publishing.publish(batch, User.objects.get(username='bench'))} published"

    def undo() -> str:
        undoing.undo(ImportBatch.objects.latest("pk"), None)
        return f"{Policy.objects.filter(copy_of__isnull=False).count()} copies left"

    def prepare() -> str:
        call_command("migrate", verbosity=0)
        call_command("seed", verbosity=0)
        User.objects.create_superuser("bench")
        return ""

    new, changed = rows(count).encode(), rows(count, "Norma").encode()
    step("the seeds", prepare)
    step(f"dry run of {count} new rows", lambda: f"{dict(plan(new, 'bench.csv').counts)}")
    step(f"import of {count} new rows", lambda: load(new))
    step("all of them published, by hand", lambda: f"{Policy.objects.update(state='published')}")
    step(f"import of {count} changes of what is published", lambda: load(changed))
    step(f"undoing {count} working copies", undo)
    for size in PUBLISHED:
        some = b"\r\n".join(changed.split(b"\r\n")[: size + 1]).replace(b"Norma", f"Norma {size}".encode())
        step(f"import of {size} changes", lambda some=some: load(some))  # type: ignore[misc]
        step(f"publishing a batch of {size}", publish)
    step(
        f"import of {count} other new rows",
        lambda: load(
            new.replace(b" no ", b" second ")
            .replace(b"Law ", b"Act ")
            .replace(b"Medida ", b"Otra ")
            .replace(b"/laws/", b"/acts/")
        ),
    )
    step(f"undoing {count} new policies", undo)


def peak() -> float:
    """The greatest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    numbers = [word for word in sys.argv[2:] if word.isdigit()]
    main(Path(sys.argv[1]), int(numbers[0]) if numbers else 10_000)
