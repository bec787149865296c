"""What every tool is tried on: two accounts, of which a user may see one, and readers over them.

A reader ships what it is tried with beside its port, in a module `testing` of the same package with two tables by port:

- `TRIALS`: what makes a reader over made data, as a `Trial` describes it;
- `IN_AWS`, where reading calls AWS: what makes the real reader of two `AnalysedAccount`s, with the clients of the
  second over what was just made with those of the first in the same (emulated) account.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from finops_core.aws.clients import AnalysedAccount
from finops_core.tools.readers import ReaderSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The accounts `own` and `other`. All that is of the other one carries `word` in its names, `amount` in its sums.

    Without `others` there is nothing of the other account. The own account has `many` things of each kind. Days are
    those of April and May 2026, and it is June. What needs files puts them into `folder`, which is the trial's alone.
    """

    folder: Path
    others: bool = True
    many: int = 3
    own: str = "111111111111"
    other: str = "999999999999"
    word: str = "zyxhidden"
    amount: str = "7654321"


def trial_reader(reader: ReaderSpec, trial: Trial) -> Any:
    """A reader of that kind over made data. Raises ModuleNotFoundError, or KeyError, where none ships with its port."""
    return _testing(reader).TRIALS[reader.port](trial)


def reader_in_aws(reader: ReaderSpec) -> Callable[[AnalysedAccount, AnalysedAccount], Any] | None:
    """What makes the real reader over an emulated account; None for a reader that asks AWS for nothing."""
    return getattr(_testing(reader), "IN_AWS", {}).get(reader.port)


def _testing(reader: ReaderSpec) -> Any:
    return import_module(f"{reader.port.__module__.rpartition('.')[0]}.testing")
