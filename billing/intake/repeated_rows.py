"""Rows that one delivery has twice: a file that was appended to itself, or a shard that was written again.

Single rows may be equal with good reason. What is looked for is what chance does not make: a stretch of rows that comes
again in the same order, days on which every row comes several times, and shards of one delivery that are the same.
Equal rows have equal hashes, so a sample by hash keeps all copies of a row: large deliveries are judged by a sample,
and only what looks repeated there is counted row by row. Such rows stay counted, and are said with their amount.

A file that is exactly its own first part several times over is said however short or uniform it is, but in doubt: a
few equal machines may bill like that. So is one of nothing but equal rows, where there are many of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billing.intake.source_file import ReadFile, naming
from billing.intake.survey import Survey

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLED_ROWS = 200_000
"""About so many rows of a delivery are looked at; smaller ones are looked at whole."""

MIN_ROWS, MIN_DAYS, MIN_AMOUNTS = 10, 2, 3
"""A stretch that repeats in order has so many different rows, on so many days, with so many different amounts.

Less may be two machines of one kind that nothing in the bill tells apart.
"""

IN_ORDER = 0.9
"""The share of a stretch's rows that repeat others, each as far behind its double as the next."""

MIN_ROWS_ANY_ORDER, MIN_AMOUNTS_ANY_ORDER, MIN_ROWS_A_DAY = 20, 10, 3
"""Days whose rows all come several times, in whatever order, are weaker evidence."""

MOST, MIN_CONTAINED, MAX_SHARERS = 0.5, 2, 50
"""From this share of its rows on, and so many different ones, a file of a delivery is said to have those of another;
rows that more files share are of no account."""

_FACTORS = (2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Rows of file `number` are repeated; `of` is the file that has them too, when that is one other file.

    `doubtful` says that nothing but their order speaks for it.
    """

    number: int
    of: int | None = None
    doubtful: bool = False


def find_repetitions(
    connection: "DuckDBPyConnection", deliveries: Sequence[Sequence[ReadFile]], surveys: Sequence[Survey]
) -> list[Repetition]:
    """Makes `repeated` (file, place): the later ones of the rows that a delivery has several times."""
    connection.execute("CREATE OR REPLACE TEMP TABLE repeated (file INTEGER, place BIGINT, earlier INTEGER)")
    doubtful: set[int] = set()
    for files in deliveries:
        doubtful |= _find(connection, files, {file.number: surveys[file.number].rows for file in files})
    found = connection.execute(
        "SELECT file, min(earlier), min(earlier) = max(earlier) FROM repeated GROUP BY file ORDER BY file"
    ).fetchall()
    return [
        Repetition(number=file, of=of if one and of != file else None, doubtful=file in doubtful)
        for file, of, one in found
    ]


def _find(connection: "DuckDBPyConnection", files: Sequence[ReadFile], rows: Mapping[int, int]) -> set[int]:
    """Marks what is repeated; returns the files of which that is in doubt."""
    total = sum(rows.values())
    if total < 2:
        return set()
    _collect(connection, files, rows, one_in=-(-total // SAMPLED_ROWS))
    if not _has_equal_rows(connection, total):
        return set()
    if len(files) > 1:
        _mark_same_shards(connection, rows)
    offsets, days, strides = _offsets(connection), _days(connection), _strides(connection, rows)
    equal = _of_equal_rows(connection, rows)
    least = MIN_CONTAINED if total <= SAMPLED_ROWS else MIN_ROWS
    shared = _shared(connection, least) if len(files) > 1 else []
    if not any((offsets, days, strides, equal, shared)):
        return set()
    if total > SAMPLED_ROWS:
        _collect(connection, files, rows, one_in=1)
        equal = _of_equal_rows(connection, rows)
    for offset in offsets:
        _mark_in_order(connection, offset)
    for factor, texts in days.items():
        _mark_in_any_order(connection, factor, texts)
    doubtful = _mark_strides(connection, strides) | _mark_equal_rows(connection, equal)
    return doubtful | _mark_shared(connection, _shared(connection, least) if shared else [])


def _collect(
    connection: "DuckDBPyConnection", files: Sequence[ReadFile], rows: Mapping[int, int], *, one_in: int
) -> None:
    """Makes `sampled`: rows of a delivery in their order, those of each file after those of the one before."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE sampled
            (file INTEGER, place BIGINT, nth BIGINT, content UBIGINT, day VARCHAR, amount VARCHAR)"""
    )
    start = 0
    for file in files:
        with naming(file):
            connection.execute(
                f"""INSERT INTO sampled SELECT {file.number}, x_Place, x_Place + {start}, x_Row, x_Day, x_Amount
                    FROM {file.identities} WHERE x_Row % {one_in} = 0"""
            )
        start += rows[file.number]


def _has_equal_rows(connection: "DuckDBPyConnection", total: int) -> bool:
    """Whether the sample has equal rows; a large delivery without a sample has a few rows only, again and again."""
    row = connection.execute("SELECT count(*), count(DISTINCT content) FROM sampled").fetchone() or (0, 0)
    return row[0] > row[1] or (row[0] == 0 and total > SAMPLED_ROWS)


@dataclass(frozen=True, slots=True)
class _Stride:
    """A file that is its own first `rows` rows over again every `apart` rows, perhaps with its header between."""

    file: int
    copies: int
    rows: int
    apart: int


def _strides(connection: "DuckDBPyConnection", rows: Mapping[int, int]) -> list[_Stride]:
    """The files that look so in the sample, each by its fewest copies."""
    found = connection.execute("SELECT file, count(*), count(DISTINCT content) FROM sampled GROUP BY file").fetchall()
    enough = {int(file) for file, seen, distinct in found if distinct * min(_FACTORS) <= seen + 1}
    tried = [
        _Stride(file, copies, (count - headers * (copies - 1)) // copies, count // copies + headers)
        for file, count in rows.items()
        if file in enough or not found
        for copies in _FACTORS
        for headers in (0, 1)
        if count >= copies and (count - headers * (copies - 1)) % copies == 0
    ]
    fitting = [stride for stride in tried if _is_stride(connection, stride)]
    return list({stride.file: stride for stride in reversed(fitting)}.values())


def _is_stride(connection: "DuckDBPyConnection", stride: _Stride) -> bool:
    """Whether each row comes again at its place in every copy, and what lies between the copies bills nothing."""
    row = connection.execute(
        """SELECT coalesce(bool_and(CASE WHEN nth < ? THEN n = ? AND same ELSE NOT billed END), TRUE)
                  AND count(DISTINCT content) <> 1 FROM (
                SELECT place % ? AS nth, count(*) AS n, min(sampled.content) AS content,
                       min(sampled.content) = max(sampled.content) AS same,
                       bool_or(coalesce(regexp_matches(amount, '[0-9]'), FALSE)) AS billed
                FROM sampled WHERE file = ? GROUP BY 1)""",
        [stride.rows, stride.copies, stride.apart, stride.file],
    ).fetchone()
    return bool(row and row[0])


def _mark_strides(connection: "DuckDBPyConnection", strides: Sequence[_Stride]) -> set[int]:
    """Marks all copies but the first one; returns the files of which nothing else said so."""
    known = {int(row[0]) for row in connection.execute("SELECT DISTINCT file FROM repeated").fetchall()}
    doubtful: set[int] = set()
    for stride in strides:
        if stride.file in known or not _is_stride(connection, stride):
            continue
        doubtful.add(stride.file)
        _mark(
            connection,
            "SELECT file, place, file FROM sampled WHERE file = ? AND place >= ? AND place % ? < ?",
            [stride.file, stride.apart, stride.apart, stride.rows],
        )
    return doubtful


def _of_equal_rows(connection: "DuckDBPyConnection", rows: Mapping[int, int]) -> list[int]:
    """The files of nothing but equal rows, as many as a stretch has at least: fewer may be as many machines."""
    found = connection.execute(
        "SELECT file, count(*) FROM sampled GROUP BY file HAVING count(DISTINCT content) = 1 ORDER BY file"
    ).fetchall()
    return [int(file) for file, seen in found if seen == rows[int(file)] and seen >= MIN_ROWS]


def _mark_equal_rows(connection: "DuckDBPyConnection", files: Sequence[int]) -> set[int]:
    """Marks all rows but the first one."""
    for file in files:
        _mark(
            connection,
            "SELECT file, place, file FROM sampled WHERE file = ? QUALIFY row_number() OVER (ORDER BY place) > 1",
            [file],
        )
    return set(files)


def _mark_same_shards(connection: "DuckDBPyConnection", rows: Mapping[int, int]) -> None:
    """Two files of one delivery with the same rows: parts of a whole differ in something."""
    found = connection.execute(
        "SELECT file, count(*), sum(content::HUGEINT), bit_xor(content) FROM sampled GROUP BY file ORDER BY file"
    ).fetchall()
    first: dict[tuple[int, ...], int] = {}
    for file, *print_ in found:
        same = (rows[int(file)], *map(int, print_))
        of = first.setdefault(same, int(file))
        if of != file:
            _mark(connection, f"SELECT {file}, range, {of} FROM range({rows[int(file)]})")


def _shared(connection: "DuckDBPyConnection", least: int) -> list[tuple[int, int]]:
    """Each file of a delivery of which another one has most rows too, with that one. Charges of nothing say nothing."""
    return connection.execute(
        f"""WITH counted AS (SELECT file, content, count(*) AS n FROM sampled
                            WHERE coalesce(try_cast(amount AS DOUBLE), 1) <> 0 GROUP BY 1, 2),
                 few AS (SELECT * FROM counted QUALIFY count(*) OVER (PARTITION BY content) <= {MAX_SHARERS}),
                 sizes AS (SELECT file, count(*) AS size FROM counted GROUP BY 1)
            SELECT one.file, arg_max(one.container, (one.same, -one.container)) FROM (
                SELECT a.file AS file, b.file AS container, count(*) AS same FROM few a
                JOIN few b ON a.content = b.content AND a.file <> b.file AND b.n >= a.n GROUP BY 1, 2) one
            JOIN sizes ON sizes.file = one.file AND one.same >= {MOST} * sizes.size AND one.same >= ?
            JOIN sizes other ON other.file = one.container
                AND (other.size > sizes.size OR (other.size = sizes.size AND other.file < sizes.file))
            WHERE NOT EXISTS (SELECT 1 FROM repeated r WHERE r.file IN (one.file, one.container))
            GROUP BY 1 ORDER BY 1""",
        [least],
    ).fetchall()


def _mark_shared(connection: "DuckDBPyConnection", found: Sequence[tuple[int, int]]) -> set[int]:
    """Marks the rows that such files share with another one: months to date may be numbered like parts."""
    for file, of in found:
        _mark(
            connection,
            """SELECT file, place, ? FROM sampled
               WHERE file = ? AND content IN (SELECT content FROM sampled WHERE file = ?)""",
            [of, file, of],
        )
    return {file for file, _ in found}


def _offsets(connection: "DuckDBPyConnection") -> list[int]:
    """How far behind its double each row of a stretch lies, for stretches that repeat in order."""
    found = connection.execute(
        f"""WITH doubles AS ({_doubles()}),
                 stretches AS (SELECT apart, min(nth) AS first, max(nth) AS last, count(*) AS votes,
                                      count(DISTINCT content) AS rows, count(DISTINCT day) AS days,
                                      count(DISTINCT amount) AS amounts
                               FROM doubles GROUP BY apart
                               HAVING apart >= {MIN_ROWS} AND rows >= {MIN_ROWS} AND days >= {MIN_DAYS}
                                  AND amounts >= {MIN_AMOUNTS}
                               ORDER BY votes DESC LIMIT 100)
            SELECT apart FROM stretches s
            WHERE votes >= {IN_ORDER} * (SELECT count(*) FROM sampled WHERE nth BETWEEN s.first AND s.last)
            ORDER BY apart"""
    ).fetchall()
    return [int(row[0]) for row in found]


def _doubles() -> str:
    """SQL: each row of the later copies, with the distance to its double in the first one."""
    copies = " UNION ALL ".join(
        f"""SELECT nth, content, day, amount,
                   nth - lag(nth, n // {factor}) OVER (PARTITION BY content ORDER BY nth) AS apart
            FROM counted WHERE n % {factor} = 0 AND n <= {factor} * 1000"""
        for factor in _FACTORS
    )
    return f"""WITH counted AS (SELECT *, count(*) OVER (PARTITION BY content) AS n FROM sampled QUALIFY n > 1)
               SELECT * FROM ({copies}) WHERE apart IS NOT NULL"""


def _days(connection: "DuckDBPyConnection") -> dict[int, list[str]]:
    """Days on which every row comes two or three times, or a multiple of that, by that number."""
    days: dict[int, list[str]] = {}
    for factor in _FACTORS:
        found = connection.execute(
            f"""WITH counted AS (SELECT day, content, any_value(amount) AS amount, count(*) AS n FROM sampled
                                 WHERE day IS NOT NULL GROUP BY 1, 2),
                     whole AS (SELECT day FROM counted GROUP BY 1 HAVING bool_and(n % {factor} = 0))
                SELECT list(DISTINCT day), count(*), count(DISTINCT amount), count(DISTINCT day)
                FROM counted WHERE day IN (FROM whole)"""
        ).fetchone() or ([], 0, 0, 0)
        texts, rows, amounts, count = found
        enough = rows >= max(MIN_ROWS_ANY_ORDER, MIN_ROWS_A_DAY * count) and amounts >= MIN_AMOUNTS_ANY_ORDER
        if enough and count >= MIN_DAYS:
            days[factor] = list(texts or ())
    return days


def _mark_in_order(connection: "DuckDBPyConnection", offset: int) -> None:
    _mark(
        connection,
        f"""SELECT later.file, later.place, earlier.file FROM sampled later
            JOIN sampled earlier ON earlier.nth = later.nth - {offset} AND earlier.content = later.content""",
    )


def _mark_in_any_order(connection: "DuckDBPyConnection", factor: int, days: Sequence[str]) -> None:
    _mark(
        connection,
        f"""SELECT file, place, earlier FROM (
                SELECT file, place, first(file) OVER same AS earlier, row_number() OVER same AS copy,
                       count(*) OVER (PARTITION BY content) AS n
                FROM sampled WHERE day IN (SELECT unnest(?)) WINDOW same AS (PARTITION BY content ORDER BY nth))
            WHERE copy > n // {factor}""",
        [list(days)],
    )


def _mark(connection: "DuckDBPyConnection", rows: str, parameters: Sequence[object] = ()) -> None:
    connection.execute(
        f"""INSERT INTO repeated SELECT * FROM ({rows}) found (file, place, earlier)
            WHERE NOT EXISTS (SELECT 1 FROM repeated r WHERE r.file = found.file AND r.place = found.place)""",
        list(parameters),
    )
