"""A bill whose single charges can be looked at: what advice and commitments need beyond exact sums."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

from billing.source import BillSource
from billing.terms import Terms
from billing.vocabulary import BillVocabulary

T = TypeVar("T")


@runtime_checkable
class ChargeRows(BillSource, Protocol):
    """A BillSource with a table `charges` behind it. Readers that know sums only, such as Cost Explorer, are none."""

    @property
    def terms(self) -> Terms:
        """The organisation's own terms."""
        ...

    @property
    def words(self) -> BillVocabulary:
        """What dimensions mean in this bill."""
        ...

    @property
    def rows_gone_over(self) -> int:
        """How many charges a statement may go over: those of the whole bill, also where only some of them are shown."""
        ...

    def statement(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement over `charges`. Nothing from outside may become its text."""
        ...

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What `make` made of the bill's present state, made once a state and name."""
        ...
