"""What the name of a file says: that it is one of several shards, a copy or correction of another, or of which run.

Names are the weakest evidence: they are asked only where neither a manifest nor the rows decide.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ENDINGS = re.compile(r"(\.(csv|tsv|txt|parquet|pq|gz|gzip|zip|snappy|zstd|lz4|c\d{3}))+$", re.IGNORECASE)
_SPARK = re.compile(rf"^part-[mr]?-?\d{{5}}(-tid-(?P<tid>\d+))?(-(?P<uuid>{UUID}))?([-.].*)?$", re.IGNORECASE)
_NUMBERED_BY_WRITERS = (
    # Azure: part_0_0001, with an ingestion's id before it where a pipeline added one.
    re.compile(r"^(?P<set>.*?)part_\d{1,4}_\d{4}$"),
    # AWS, BigQuery and whatever else pads numbers with zeros: cur-00001, export000000000012. A date is no number.
    re.compile(r"^(?P<set>.*?)[-_.]?(?<!\d)0(?!\d{3}(?:19|20)\d{2}$)\d{4,11}$"),
    # Redshift: june_0001_part_00.
    re.compile(r"^(?P<set>.*?)\d{4}_part_\d{2,}$"),
    # Snowflake: data_0_7_1, data_01b2…_0_7_1; data_2026_05_01 is a day.
    re.compile(r"^(?P<set>.*?data(_[0-9a-f-]{8,})?)_(?!(?:19|20)\d\d_)\d{1,4}_\d{1,4}_\d{1,4}$"),
    # Athena and Trino: the statement's id, then an id or number for each file.
    re.compile(rf"^(?P<set>\d{{8}}_\d{{6}}_\d{{5}}_[a-z0-9]{{5}})_({UUID}|bucket-\d+|\d+)$"),
    # pyarrow, Dask: part-0, part.0.
    re.compile(r"^(?P<set>part)[-.]\d{1,5}$"),
)
_COUNTED = re.compile(
    r"^(?P<stem>.*?)[-_. ]?(part|chunk|shard|split|file|teil)?[-_. ]?(?P<n>\d{1,4})([-_ ]?of[-_ ]?\d+)?$"
)
_DATE = r"(?:19|20)\d{2}(?P<s>[-_.]?)(?:0[1-9]|1[0-2])(?P=s)(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[T_ .-]?(?:[01]\d|2[0-3])[-:._]?[0-5]\d(?:[-:._]?[0-5]\d)?)?Z?"
_RUN = re.compile(rf"(?<!\d){_DATE}{_TIME}(?!\d)", re.IGNORECASE)
_MONTH = re.compile(r"(?<!\d)(19|20)\d{2}[-_.]?(0[1-9]|1[0-2])(?!\d)")
_COPY = re.compile(r"[-_ ]*\((?P<n>\d{1,3})\)$|[-_ ]+(copy|kopie|copie|copia)([-_ ]*\(?\d{1,3}\)?)?$", re.IGNORECASE)
_VERSION = re.compile(r"[-_. ]+(?:v|rev|version)[-_. ]?(?P<n>\d{1,3})$", re.IGNORECASE)
_LATER = re.compile(
    r"[-_. ]+(corrected|restated|revised|updated|rerun|re-run|final|finalised|finalized|new|latest|fixed|amended)$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"[-_. ]+(old|prev|previous|draft|prelim|preliminary|backup|bak|orig|original|estimate|estimated)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """`shards` is the name of the set whose numbered file this is, as writers number files; empty for any other.

    `stem` is what is left without counter, copy mark and run; `counted` says that there was a plain counter.
    `version` rises from drafts over originals to copies and corrections; `run` is a date or time in the name.
    """

    stem: str
    shards: str = ""
    counted: bool = False
    version: int = 0
    run: datetime | None = None


def name_of(base: str) -> Name:
    """Reads a file's name, without its folders."""
    plain = _ENDINGS.sub("", base).lower()
    shards = _shards(plain)
    if shards:
        return Name(stem=shards, shards=shards)
    rest, version = _without_version(plain)
    rest, run = _without_run(rest)
    counted = _COUNTED.match(rest) if run is None else None
    if counted and not _MONTH.search(rest):
        return Name(stem=counted["stem"], counted=True, version=version)
    return Name(stem=rest.strip("-_. "), version=version, run=run)


def _shards(plain: str) -> str:
    spark = _SPARK.match(plain)
    if spark:
        return f"part {spark['tid'] or ''} {spark['uuid'] or ''}"
    for pattern in _NUMBERED_BY_WRITERS:
        found = pattern.match(plain)
        if found:
            return f"{found['set']} #"
    return ""


def _without_version(plain: str) -> tuple[str, int]:
    version = 0
    while True:
        for pattern, step in ((_COPY, 1), (_VERSION, 1), (_LATER, 1000), (_EARLIER, -1000)):
            found = pattern.search(plain)
            if found and found.start() > 0:
                number = found.groupdict().get("n")
                version += int(number) if number else step
                plain = plain[: found.start()]
                break
        else:
            return plain, version


def _without_run(plain: str) -> tuple[str, datetime | None]:
    """A single date is a run's; two are the ends of a period, which belong to the name."""
    found = list(_RUN.finditer(plain))
    if len(found) != 1:
        return plain, None
    digits = re.sub(r"\D", "", found[0].group())
    try:
        run = datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return plain, None
    return plain[: found[0].start()] + plain[found[0].end() :], run
