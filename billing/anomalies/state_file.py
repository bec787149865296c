"""Judged series as the bytes of a file: a zip of plain arrays, never of objects, checked before any of it is used."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing.anomalies import daily_screen, detection, rare_days
from billing.anomalies.daily_screen import WIDTH
from billing.anomalies.detection import Anomaly
from billing.anomalies.judged_series import Judged
from billing.foresight.series_file import LONGEST_NAME, MOST_ROWS, MOST_SERIES, MOST_STEPS
from finops_core.errors import BillError

FORMAT: Final = 1
MOST_BYTES: Final = 400_000_000
_LAST_DAY: Final = date.max.toordinal()

_ARRAYS: Final = {"about": (1, "u1"), "spans": (2, "i8"), "amounts": (1, "f8"), "rows": (2, "f8"), "found": (2, "f8")}
"""The arrays of a file with their dimensions and types.

`about` is JSON: the format, the detector, and the names. `spans` are, a series, the ordinal of its first day, its days,
its days when it was last judged, and how many anomalies it has. `found` are those: first and last place, excess,
expected, score.
"""


def detector() -> str:
    """Tells one detector from another: what was judged by another one has to be judged again."""
    sources = (Path(module.__file__ or "").read_bytes() for module in (detection, rare_days, daily_screen))
    return hashlib.sha256(b"".join(sources) + np.__version__.encode()).hexdigest()


_DAMAGED: Final = (
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The series of a file. `detector_changed` says that what was found in them is not what would be found now."""

    judged: tuple[Judged, ...]
    detector_changed: bool


def written(judged: Sequence[Judged]) -> bytes:
    """The bytes of a file with the series. Raises BillError for more than one can hold."""
    if len(judged) > MOST_SERIES or sum(one.days for one in judged) > MOST_ROWS:
        raise BillError(f"The state would hold more than {MOST_SERIES:,} series or {MOST_ROWS:,} days. Split the file.")
    about = json.dumps({"format": FORMAT, "detector": detector(), "names": [one.name for one in judged]}).encode()
    spans = [(one.start.toordinal(), one.days, one.looked, len(one.found)) for one in judged]
    found = [
        (each.start.toordinal(), each.end.toordinal(), each.excess, each.expected, each.score)
        for one in judged
        for each in one.found
    ]
    out = io.BytesIO()
    np.savez(
        out,
        about=np.frombuffer(about, dtype=np.uint8),
        spans=np.array(spans, dtype=np.int64).reshape(-1, 4),
        amounts=np.concatenate([np.zeros(0), *(one.amounts for one in judged)]),
        rows=np.array([one.row for one in judged], dtype=np.float64).reshape(-1, WIDTH),
        found=np.array(found, dtype=np.float64).reshape(-1, 5),
    )
    return out.getvalue()


def read(path: Path) -> Kept:
    """The series of a file. Raises BillError, which says what to do, for one that cannot be used."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        arrays = _arrays(path)
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            raise ValueError("it was written by another version")
        return Kept(judged=_judged(about["names"], arrays), detector_changed=about["detector"] != detector())
    except OSError as error:
        raise BillError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except _DAMAGED as error:
        why = str(error).strip()[:100] or "it is damaged"
        raise BillError(
            f"{path.name}: no state of anomalies that can be used ({why}). Remove the file and give the whole history."
        ) from error


def _arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            raise ValueError("it is too large")
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in _ARRAYS}
    for name, (dimensions, kind) in _ARRAYS.items():
        if arrays[name].ndim != dimensions or arrays[name].dtype.str[1:] != kind:
            raise ValueError(f"{name} is of another form")
    return arrays


def _judged(names: list[object], arrays: dict[str, NDArray[np.generic]]) -> tuple[Judged, ...]:
    spans, amounts, rows, found = (arrays[name] for name in ("spans", "amounts", "rows", "found"))
    if (
        spans.shape != (len(names), 4)
        or rows.shape != (len(names), WIDTH)
        or found.shape[1:] != (5,)
        or not _are_spans(spans, amounts, found)
        or not all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names)
        or len(set(names)) != len(names)
    ):
        raise ValueError("its parts do not fit together")
    known, screens = amounts.astype(np.float64, copy=False), rows.astype(np.float64, copy=False)
    days, finds = np.cumsum(spans[:, 1]).tolist(), np.cumsum(spans[:, 3]).tolist()
    told = [_anomaly(*each) for each in found.tolist()]
    return tuple(
        Judged(
            name=str(name),
            start=date.fromordinal(start),
            amounts=known[end - count : end],
            looked=looked,
            found=tuple(told[last - many : last]),
            row=row,
        )
        for name, (start, count, looked, many), end, last, row in zip(
            names, spans.tolist(), days, finds, screens, strict=True
        )
    )


def _are_spans(spans: NDArray[np.generic], amounts: NDArray[np.generic], found: NDArray[np.generic]) -> bool:
    start, count, looked, many = spans.T
    return bool(
        ((start > 0) & (count > 0) & (count <= MOST_STEPS["D"]) & (start + count <= _LAST_DAY)).all()
        and ((looked > 0) & (looked <= count) & (many >= 0) & (many <= count)).all()
        and count.sum() == amounts.size
        and many.sum() == len(found)
        and np.isfinite(amounts).all()
        and np.isfinite(found).all()
    )


def _anomaly(start: float, end: float, excess: float, expected: float, score: float) -> Anomaly:
    first, last = date.fromordinal(int(start)), date.fromordinal(int(end))
    return Anomaly(start=first, end=last, excess=excess, expected=expected, score=score)
