"""The measurements as Markdown: what was measured, then the ratios that matter."""

from __future__ import annotations

from tests.bench.growth import DATASETTE, FLOOR, KEPT, LIVE, UNCHANGED, Result

LIST = next(iter(LIVE))


def markdown(result: Result) -> str:
    sizes = sorted({row.size for row in result.rows})
    lines = [
        "| policies | database | what | requests/s | p50 ms | p95 ms | bytes |",
        "|---:|---|---|---:|---:|---:|---:|",
    ]
    for row in result.rows:
        lines.append(
            f"| {row.size:,} | {row.database} | {row.what} | {row.busy.per_second:,.1f} | {row.alone.p50:.1f}"
            f" | {row.alone.p95:.1f} | {row.busy.size:,.0f} |"
        )
    lines += ["", "| ratio | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---|" + "---:|" * len(sizes)]
    for database in ("SQLite", "PostgreSQL"):
        lines.append(ratio(result, sizes, f"live list : Datasette, {database}", database, LIST))
        lines.append(ratio(result, sizes, f"kept list : Datasette, {database}", database, KEPT))
        lines.append(
            line(
                f"304 : empty answer, {database}",
                [
                    f"{result.per_second(size, database, UNCHANGED) / result.per_second(size, database, FLOOR):.2f}"
                    for size in sizes
                ],
            )
        )
    for database in ("SQLite", "PostgreSQL"):
        for what in LIVE:
            times = [result.alone(size, database, what).p50 for size in sizes]
            growth = ["" if index == 0 else f"{time / times[index - 1]:.1f}" for index, time in enumerate(times)]
            lines.append(line(f"time at this size : at the one before, {what}, {database}", growth))
    for database in ("SQLite", "PostgreSQL", "Datasette"):
        memory = [f"{result.memory[size, database]:.0f}" for size in sizes]
        lines.append(line(f"MiB of a worker, {database}", memory))
    return "\n".join(lines)


def ratio(result: Result, sizes: list[int], name: str, database: str, what: str) -> str:
    return line(
        name,
        [
            f"{result.per_second(size, database, what) / result.per_second(size, 'SQLite', DATASETTE):.0f}"
            for size in sizes
        ],
    )


def line(name: str, cells: list[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"
