"""Snapshots as files: a line of JSON each thing, after a first line that says what it is.

    {"finops_account_snapshot": 1, "taken_at": "2026-06-01T08:00:00Z", "accounts": {"111122223333": "production"}}
    {"looked": ["ec2:volume", "111122223333", "us-east-1"]}
    {"resource": {"kind": "ec2:volume", "id": "vol-1", "account": "111122223333", "region": "us-east-1", …}}
    {"metric": {"of": ["111122223333", "us-east-1", "vol-1"], "metric": ["AWS/EBS", "VolumeReadOps", "Sum"],
                "days": 14, "period_s": 86400, "values": [0, 0, …]}}
    {"advice": {…}}
    {"shortfall": {"action": "rds:DescribeDBInstances", "account": "111122223333", "reason": "denied"}}

The same as one object, with lists of those names in the plural, is read as well. Whatever a file says is doubted until
it is parsed: a line that is none of these ends the reading, with its number and what is wrong with it.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, BinaryIO, Final, Protocol, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from account.aws_advice import AwsAdvice
from account.metrics import MetricKey, Readings
from account.resources import Name, Resource, Text
from account.shortfalls import Shortfall, gaps_of
from account.snapshot import AccountSnapshot, Of, Place
from finops_core.answers import Gap
from finops_core.errors import SettingsError

MARK: Final = "finops_account_snapshot"
VERSION: Final = 1
MOST_LINE_BYTES: Final = 4 * 1024 * 1024
MOST_OBJECT_BYTES: Final = 256 * 1024 * 1024
MOST_LINES: Final = 5_000_000
MOST_POINTS: Final = 100_800
_PLURALS: Final = {"looked": "looked", "resources": "resource", "metrics": "metric", "advice": "advice",
                   "shortfalls": "shortfall"}  # fmt: skip
_AGAIN: Final = "Take it again with `finops account snapshot`."


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    finops_account_snapshot: int
    taken_at: AwareDatetime
    accounts: Annotated[dict[Name, Text], Field(max_length=10_000)] = {}
    sample: bool = False


class _Metric(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    of: tuple[Name, Text, Name]
    metric: tuple[Name, Name, Name]
    days: Annotated[int, Field(ge=1, le=455)]
    period_s: Annotated[int, Field(ge=1, le=31 * 86_400)]

    def readings(self, values: object) -> Readings:
        """Values of periods, null where nothing spoke. Raises ValueError for what is no list of numbers.

        There may be tens of millions, so they are not looked at one by one.
        """
        if not isinstance(values, list) or len(cast(list[object], values)) > MOST_POINTS:
            raise ValueError(f"values are no list of at most {MOST_POINTS:,} numbers")
        spoken = cast(list[float], [value for value in cast(list[object], values) if value is not None])
        try:
            return Readings.of(spoken, days=self.days, period_s=self.period_s)
        except (TypeError, OverflowError) as error:
            raise ValueError("values are no numbers") from error


class _Looked(BaseModel):
    model_config = ConfigDict(frozen=True)

    place: tuple[Name, Name, Text]


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    head: _Head | None = None
    resources: list[Resource] = field(default_factory=list[Resource])
    readings: dict[Of, dict[MetricKey, Readings]] = field(default_factory=dict[Of, dict[MetricKey, Readings]])
    advice: list[AwsAdvice] = field(default_factory=list[AwsAdvice])
    shortfalls: list[Shortfall] = field(default_factory=list[Shortfall])
    looked: set[Place] = field(default_factory=set[Place])

    def take(self, thing: str, body: object) -> None:
        """Takes one thing by its name. Raises ValidationError, or ValueError for a name that is none."""
        match thing:
            case "resource":
                self.resources.append(Resource.model_validate(body))
            case "metric":
                found = _Metric.model_validate(body)
                readings = found.readings(cast(dict[str, object], body).get("values"))
                self.readings.setdefault(found.of, {})[found.metric] = readings
            case "advice":
                self.advice.append(AwsAdvice.model_validate(body))
            case "shortfall":
                self.shortfalls.append(Shortfall.model_validate(body))
            case "looked":
                self.looked.add(_Looked(place=cast(Any, body)).place)
            case _:
                raise ValueError(f"{thing[:40]!r} is nothing that a snapshot has")

    def snapshot(self) -> AccountSnapshot:
        if self.head is None:
            raise ValueError("it is empty")
        return AccountSnapshot(
            taken_at=self.head.taken_at,
            accounts=self.head.accounts,
            resources=_once(self.resources),
            readings=self.readings,
            advice=tuple(self.advice),
            shortfalls=tuple(self.shortfalls),
            looked=frozenset(self.looked),
            sample=self.head.sample,
        )


def _once(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Each resource once; of two lines for one the later counts."""
    return tuple({(each.kind, each.account, each.region, each.id): each for each in resources}.values())


def read_snapshot(path: Path) -> AccountSnapshot:
    """Reads a snapshot. Raises SettingsError naming the file, the line and what is wrong with it."""
    try:
        with path.open("rb") as file:
            return parse_snapshot(file, str(path))
    except OSError as error:
        raise SettingsError(f"The snapshot {path} cannot be read ({error.strerror or error}).") from error


def parse_snapshot(file: BinaryIO, place: str) -> AccountSnapshot:
    """Reads a snapshot that lies at a place.

    Raises SettingsError naming the place, the line and what is wrong with it, and OSError as the file does.
    """
    read, number = _Read(), 1
    try:
        for thing, body in _things(file):
            if thing == MARK:
                read.head = _head(body)
            else:
                read.take(thing, body)
            number += 1
        return read.snapshot()
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise SettingsError(f"The snapshot {place}, line {number}: {where}: {problem['msg']}. {_AGAIN}") from error
    except (ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0][:200] or "it is nested too deeply"
        raise SettingsError(f"The snapshot {place}, line {number}: {reason}. {_AGAIN}") from error


def _head(body: object) -> _Head:
    head = _Head.model_validate(body)
    if head.finops_account_snapshot != VERSION:
        known = f"this version reads {VERSION}"
        raise ValueError(f"its format is {head.finops_account_snapshot}, and {known}")
    return head


def _things(file: BinaryIO) -> Iterator[tuple[str, object]]:
    """The head first, then each thing by its name, from lines or from one object."""
    first = file.readline(MOST_LINE_BYTES + 1)
    try:
        head = _parsed(first)
    except ValueError:
        if first.lstrip()[:1] != b"{" or len(first) > MOST_LINE_BYTES:
            raise
        yield from _things_of_an_object(_parsed(first + file.read(MOST_OBJECT_BYTES), MOST_OBJECT_BYTES))
        return
    if any(name in head for name in _PLURALS):
        yield from _things_of_an_object(head)
        return
    if MARK not in head:
        raise ValueError("it is no snapshot of an account")
    yield MARK, head
    yield from _things_of_lines(file)


def _things_of_lines(file: BinaryIO) -> Iterator[tuple[str, object]]:
    for _ in range(MOST_LINES):
        line = file.readline(MOST_LINE_BYTES + 1)
        if not line:
            return
        if line.strip():
            body = _parsed(line)
            if len(body) != 1:
                raise ValueError("a line has one thing")
            yield next(iter(body.items()))
    raise ValueError(f"it has more than {MOST_LINES:,} lines")


def _things_of_an_object(whole: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    if MARK not in whole:
        raise ValueError("it is no snapshot of an account")
    yield MARK, whole
    for name, thing in _PLURALS.items():
        listed = whole.get(name, [])
        if not isinstance(listed, list):
            raise ValueError(f"{name} is no list")
        for body in cast(list[object], listed):
            yield thing, body


def _parsed(line: bytes, most: int = MOST_LINE_BYTES) -> dict[str, Any]:
    if len(line) > most:
        raise ValueError(f"it is longer than {most:,} bytes")
    try:
        found = json.loads(line)
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON ({error.msg})") from error
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return cast(dict[str, Any], found)


class TextOutput(Protocol):
    """What text is written to, such as a file."""

    def write(self, text: str, /) -> object: ...


class SnapshotWriter:
    """Writes a snapshot line by line, as it is made."""

    def __init__(self, to: TextOutput) -> None:
        self._to = to
        self._shortfalls: list[Shortfall] = []

    def gaps(self) -> tuple[Gap, ...]:
        """What could not be seen, as far as it was written."""
        return gaps_of(self._shortfalls)

    def head(self, taken_at: datetime, accounts: Mapping[str, str], *, sample: bool = False) -> None:
        body: dict[str, Any] = {MARK: VERSION, "taken_at": taken_at.isoformat(), "accounts": dict(accounts)}
        self._write(body | ({"sample": True} if sample else {}))

    def looked(self, place: Place) -> None:
        self._write({"looked": list(place)})

    def resource(self, resource: Resource) -> None:
        self._write({"resource": resource.model_dump(mode="json", exclude_defaults=True)})

    def metric(self, of: Of, key: MetricKey, values: Iterable[float], *, days: int, period_s: int) -> None:
        body = {"of": list(of), "metric": list(key), "days": days, "period_s": period_s, "values": list(values)}
        self._write({"metric": body})

    def advice(self, advice: AwsAdvice) -> None:
        self._write({"advice": advice.model_dump(mode="json", exclude_defaults=True)})

    def shortfall(self, shortfall: Shortfall) -> None:
        self._shortfalls.append(shortfall)
        self._write({"shortfall": shortfall.model_dump(mode="json", exclude_defaults=True)})

    def _write(self, body: Mapping[str, Any]) -> None:
        self._to.write(json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n")


class SnapshotFile:
    """An AccountReader over a file, read again when the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[tuple[int, int], AccountSnapshot] | None = None
        self._lock = Lock()

    def snapshot(self) -> AccountSnapshot:
        with self._lock:
            try:
                status = os.stat(self._path)
            except OSError as error:
                reason = error.strerror or str(error)
                raise SettingsError(f"The snapshot {self._path} cannot be read ({reason}).") from error
            version = (status.st_mtime_ns, status.st_size)
            if self._known is None or self._known[0] != version:
                self._known = (version, read_snapshot(self._path))
            return self._known[1]

    def scoped(self, accounts: frozenset[str]) -> "ScopedSnapshot":
        return ScopedSnapshot(self, accounts)


class ScopedSnapshot:
    """A snapshot file as far as some accounts are concerned."""

    def __init__(self, file: SnapshotFile, accounts: frozenset[str]) -> None:
        self._file = file
        self._accounts = accounts

    def snapshot(self) -> AccountSnapshot:
        return self._file.snapshot().scoped(self._accounts)

    def scoped(self, accounts: frozenset[str]) -> "ScopedSnapshot":
        return ScopedSnapshot(self._file, accounts & self._accounts)
