"""``make bench [SIZES="1000 10000 100000"]``: the pages of this record, then how it grows. Prints what docs/performance.md shows."""

from __future__ import annotations

import sys

from tests.bench import growth, pages, report

SIZES = (1_000, 10_000, 100_000)


def main(arguments: list[str]) -> int:
    sizes = [int(argument) for argument in arguments] or list(SIZES)
    print("\n".join(pages.measure()), flush=True)
    if sizes != [0]:
        print("\n" + report.markdown(growth.measure(sizes)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
