"""What a model writes about findings: checked, told by the sentence, and filled up with the product's own words."""

from threading import Lock
from typing import Final

from agents.adapters.model_spending import ModelSpent
from agents.adapters.tool_calls import ToolCalls
from agents.planner import Asked, Emit
from agents.prose import Guard, joined
from agents.prose.derivation import Derived
from agents.prose.stream import SentenceStream
from finops_core.answers import FACT_REFERENCE, Basis, Fact, Finding, said, text_of
from finops_core.jobs.events import TextDelta, TextStarted
from finops_core.tools.context import ToolContext

BROKE_OFF: Final = "The language model broke off, so the rest is told in the words of the findings."
"""Why an answer goes on without the model that began it."""


class ModelProse:
    """The prose of one answer, from the first piece of text to the finding."""

    def __init__(self, asked: Asked, calls: ToolCalls, context: ToolContext, emit: Emit) -> None:
        self._asked = asked
        self._calls = calls
        self._today = context.clock.now().date()
        self._emit = emit
        self._stream = SentenceStream(self._guard, self._tell)
        self._derived = Derived()
        self._judged: tuple[int, Guard] | None = None
        self._told = ""
        self._lock = Lock()
        self._closed = False

    def feed(self, piece: str) -> None:
        """The model's next piece of text. Nothing is heard any more once the finding was made."""
        with self._lock:
            if not self._closed:
                self._stream.feed(piece)

    def end(self) -> None:
        """The model has said all, or calls a tool."""
        with self._lock:
            if not self._closed:
                self._stream.end()

    def finding(self, error: Exception | None) -> Finding:
        """All findings as one, told by what the model wrote and by the product for whatever that left untold."""
        with self._lock:
            self._closed = True
        findings = self._calls.findings
        kept = self._stream.kept
        shown = joined(kept)
        untold = [found for found in findings if not _is_told(found, shown)]
        notes = [] if not self._stream.withheld else [_withheld(self._stream.withheld)]
        sentences = [*kept, *(_in_own_words(found) for found in untold)]
        if error is not None:
            ended, note = _why_it_ended(error)
            sentences.append(ended)
            notes.append(note)
        headline, prose = _headed(sentences)
        return Finding(
            headline=headline,
            prose=prose,
            facts=self._facts_cited(f"{headline} {prose}"),
            blocks=tuple(block for found in findings for block in found.blocks),
            basis=_basis([found.basis for found in findings], tuple(notes)),
            suggestions=findings[-1].suggestions,
        )

    def _facts(self) -> tuple[Fact, ...]:
        """The facts of all findings, and those that slots made of them."""
        return (*(fact for found in self._calls.findings for fact in found.facts), *self._derived.facts)

    def _facts_cited(self, text: str) -> tuple[Fact, ...]:
        """All facts, of the rows of tables only those that a text cites or that a cited one was worked out of."""
        cited = set(FACT_REFERENCE.findall(text))
        every = self._facts()
        needed = cited | {one for fact in every if fact.id in cited for one in fact.derived_from}
        return tuple(fact for fact in every if fact.id in needed or fact.id not in self._calls.of_rows)

    def _guard(self) -> Guard | None:
        """The judge over all that was found so far; none before anything was."""
        findings = self._calls.findings
        if not findings:
            return None
        if self._judged is None or self._judged[0] != len(findings):
            told = " ".join(map(said, findings))
            facts = tuple(fact for found in findings for fact in found.facts)
            guard = Guard(facts, known=self._asked.text, said=told, today=self._today, derived=self._derived)
            self._judged = (len(findings), guard)
        return self._judged[1]

    def _tell(self, kept: tuple[str, ...]) -> None:
        """Tells what is new of the answer's text, where it goes on as it began."""
        if not self._asked.message_id:
            return
        headline, prose = _headed(kept)
        whole = text_of(Finding(headline=headline, prose=prose, facts=self._facts(), basis=self._basis_now()))
        if not whole.startswith(self._told):
            return
        if not self._told:
            self._emit(TextStarted(message_id=self._asked.message_id))
        self._emit(TextDelta(message_id=self._asked.message_id, delta=whole[len(self._told) :]))
        self._told = whole

    def _basis_now(self) -> Basis:
        return self._calls.findings[0].basis


def _why_it_ended(error: Exception) -> tuple[str, str]:
    """A sentence and a note on why a model's text goes no further."""
    if isinstance(error, ModelSpent):
        return f"{str(error).rstrip('.')}, so the rest is told in the words of the findings.", str(error)
    return BROKE_OFF, f"The language model broke off ({type(error).__name__})."


def _headed(sentences: "list[str] | tuple[str, ...]") -> tuple[str, str]:
    """The first sentence as headline, the others as prose."""
    if not sentences:
        return "", ""
    headline, mark, rest = sentences[0].partition(". ")
    first = f"{headline}{mark.strip()}"
    return first, joined(filter(None, [rest, *sentences[1:]]))


def _is_told(found: Finding, prose: str) -> bool:
    """Whether prose cites any fact of a finding; what has no facts is told by its headline alone."""
    ids = {fact.id for fact in found.facts}
    return bool(ids & set(FACT_REFERENCE.findall(prose))) or (not ids and found.headline in prose)


def _in_own_words(found: Finding) -> str:
    """A finding in the product's words, with its facts' ids."""
    return f"{found.headline} {found.prose}".rstrip()


def _withheld(count: int) -> str:
    sentences = "One sentence" if count == 1 else f"{count} sentences"
    return f"{sentences} of the language model said more than the findings do, or could not be checked: not shown."


def _basis(parts: list[Basis], notes: tuple[str, ...]) -> Basis:
    first = parts[0]
    merged = tuple(dict.fromkeys([*(note for part in parts for note in part.notes), *notes]))
    return first.model_copy(update={"notes": merged, "rows_read": sum(part.rows_read or 0 for part in parts)})
