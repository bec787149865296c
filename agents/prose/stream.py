"""A model's text as it comes: each sentence is judged as soon as it is whole, and told when it may be shown."""

from collections.abc import Callable

from agents.prose import Guard, plain
from agents.prose.sentences import LONGEST_SENTENCE, LONGEST_TEXT, SENTENCE_END

MakeGuard = Callable[[], Guard | None]


class SentenceStream:
    """`guard` gives the judge of the moment, None as long as nothing was found: what is said before that is dropped.

    `told` hears all kept sentences whenever there is one more. Used by one thread at a time.
    """

    def __init__(self, guard: MakeGuard, told: Callable[[tuple[str, ...]], None]) -> None:
        self._guard = guard
        self._told = told
        self._waiting = ""
        self._read = 0
        self._kept: list[str] = []
        self.withheld = 0

    @property
    def kept(self) -> tuple[str, ...]:
        """The sentences that may be shown, in order and without marks of emphasis."""
        return tuple(self._kept)

    def feed(self, piece: str) -> None:
        """Takes the next piece of text. What comes after `LONGEST_TEXT` characters is not read."""
        if self._read <= LONGEST_TEXT < self._read + len(piece):
            self.withheld += 1
        self._read += len(piece)
        if self._read > LONGEST_TEXT:
            return
        self._waiting += piece
        while (end := SENTENCE_END.search(self._waiting)) is not None:
            self._judge(self._waiting[: end.start()])
            self._waiting = self._waiting[end.end() :]
        if len(self._waiting) > 2 * LONGEST_SENTENCE:  # too long already, however it goes on
            self._waiting = self._waiting[-LONGEST_SENTENCE - 1 :]

    def end(self) -> None:
        """The text is over, or a tool is called in its midst: what waits is a sentence."""
        self._judge(self._waiting)
        self._waiting = ""

    def _judge(self, text: str) -> None:
        sentence = text.strip()
        guard = self._guard() if sentence else None
        if guard is None:
            return
        if guard.objection(sentence) is None:
            self._kept.append(guard.labelled(plain(sentence)))
            self._told(self.kept)
        else:
            self.withheld += 1
