"""Whether rises and falls are those of the facts."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.claimed import Claimed
from agents.prose.records import is_of_what_lacks
from agents.prose.sentences import Token
from finops_core.values import Period

COMPARED: Final = frozenset({"higher", "lower"})
"""They tell a rise or fall alone, and a comparison with `than`."""


def direction_fits(claimed: Claimed) -> bool:
    """A rise or fall is one of the facts, for the entity or the citation it is told of."""
    told = [(token, sign) for token in claimed.tokens if (sign := _sign(token)) is not None]
    told = [(token, sign) for token, sign in told if not _is_other_use(token, claimed)]
    if not told or _is_unknown(claimed):
        return True
    if claimed.words & words.NOT and not claimed.words & words.EPISTEMIC and not _is_of_what_lacks(claimed):
        return False
    each = _with_mentions(told, claimed)
    return all(_moved(claimed, token, sign, mentions) for token, sign, mentions in each)


def _is_of_what_lacks(claimed: Claimed) -> bool:
    """Whether the only denial of a sentence is that of a group: `spend without a team fell by [[f1]]`."""
    moved = [m for m in claimed.values if m.direction]
    return (
        claimed.words & words.NOT == frozenset({"without"})
        and bool(moved)
        and all(is_of_what_lacks(m.entities) for m in moved)
    )


def steps_are_in_order(claimed: Claimed) -> bool:
    """`from [[a]] to [[b]]`: the first value is the earlier one of two of one thing, and the way is the one told."""
    starts = [token for token in claimed.citations if claimed.word_before(token, _ARTICLES) == "from"]
    ends = [token for token in claimed.citations if claimed.word_before(token, _ARTICLES) == "to"]
    for start, end in zip(starts, ends, strict=False):
        one, other = claimed.meanings.by_id[start.key], claimed.meanings.by_id[end.key]
        if one.is_name or one.measure != other.measure or one.entities != other.entities or one.measure == "bound":
            continue
        if len(one.periods) != 1 or len(other.periods) != 1 or one.value is None or other.value is None:
            continue
        if min(one.periods, key=_start).start >= min(other.periods, key=_start).start:
            return False
        told = {sign for token in claimed.tokens if (sign := _sign(token))}
        if len(told) == 1 and (other.value > one.value) - (other.value < one.value) not in told:
            return False
    return True


_ARTICLES: Final = frozenset({"the", "about", "around", "roughly", "approximately"})


def _start(period: Period) -> date:
    return period.start


def _sign(token: Token) -> int | None:
    for sign, group in ((1, words.UP), (-1, words.DOWN), (0, words.SAME)):
        if token.word in group:
            return sign
    return None


def _is_unknown(claimed: Claimed) -> bool:
    """`The bill does not say whether it rose`, or a suggestion to ask."""
    asks = claimed.words & {"whether", "if", "ask"} and not claimed.values
    return bool(asks)


def _with_mentions(told: Sequence[tuple[Token, int]], claimed: Claimed) -> list[tuple[Token, int, Sequence[Token]]]:
    """Each direction with the names it is told of: one after the other where there are as many, else all of its clause,
    else all of the sentence."""
    names = claimed.mentions
    if len(told) == len(names) > 1:
        return [(token, sign, [name]) for (token, sign), name in zip(told, names, strict=True)]
    found: list[tuple[Token, int, Sequence[Token]]] = []
    for token, sign in told:
        here = [name for name in names if name.clause == token.clause]
        of_all = claimed.clause(token.clause) & _THE_WHOLE and not here
        found.append((token, sign, [] if of_all else here or names))
    return found


_THE_WHOLE: Final = words.word_set("total overall")
_MADE_UP: Final = words.word_set("made make makes making add adds added adding sums sum")
_BROKEN_DOWN: Final = words.word_set("break broken breaks drill drilled breaking split dig")


def _is_other_use(token: Token, claimed: Claimed) -> bool:
    """Whether a word of movement tells none."""
    return any(way(token, claimed) for way in _OTHER_USES)


def _word_at(token: Token, claimed: Claimed, step: int) -> str:
    near = claimed.neighbour(token, step)
    return near.word if near else ""


def _is_up_to(token: Token, claimed: Claimed) -> bool:
    """`made up of`, `up to a day`, `up to` a value that is no spend."""
    if token.word != "up":
        return False
    following = _word_at(token, claimed, 1)
    to = claimed.neighbour(token, 2) if following == "to" else None
    until = to is not None and (to.kind == "time" or (to.kind == "cited" and _is_day(to, claimed)))
    made_up = _word_at(token, claimed, -1) in _MADE_UP | {"heads", "end", "ends", "ended", "ending"}
    to_a_value = to is not None and to.kind == "cited" and claimed.meanings.by_id[to.key].measure == "spend"
    return made_up or until or (following == "to" and not to_a_value and not claimed.words & words.SPEND)


def _adds_up(token: Token, claimed: Claimed) -> bool:
    return token.word in ("added", "adding", "add", "adds") and _word_at(token, claimed, 1) in ("up", "together")


def _is_broken_down(token: Token, claimed: Claimed) -> bool:
    """`broken down by`, and `down` of what credits took from an amount before them."""
    if token.word != "down":
        return False
    gross = any(m.measure == "gross" for m in claimed.values) and claimed.words & words.CREDIT
    return _word_at(token, claimed, -1) in _BROKEN_DOWN or bool(gross)


def _compares(token: Token, claimed: Claimed) -> bool:
    """`higher than`, which is judged as a comparison."""
    dated = any(t.kind == "time" for t in claimed.tokens)
    return token.word in COMPARED and ("than" in claimed.words or dated)


def _is_lowered(token: Token, claimed: Claimed) -> bool:
    """`lowered by credits`, the lower end of a range, what a saving would reduce."""
    if not (token.word.startswith(("lower", "reduc")) or token.word == "higher") or "than" in claimed.words:
        return False
    return is_credit_or_bound(claimed) or (is_saving(claimed) and bool(claimed.words & (words.MAYBE | words.SAVING)))


def _is_the_same(token: Token, claimed: Claimed) -> bool:
    """`the same period`, `the level`, and what is the same by the facts."""
    if token.word in ("same", "equal") and (_equals(claimed) or _is_said_with_the_next(token, claimed)):
        return True
    alike = token.word in ("same", "level", "equal", "remained", "stayed")
    return alike and (_word_at(token, claimed, 1) in _SAME_BASIS or token.word == "level")


def _is_said_with_the_next(token: Token, claimed: Claimed) -> bool:
    """`the same usage`, where the product says so of a value."""
    following = _word_at(token, claimed, 1)
    return bool(following) and f" {token.word} {following} " in f" {claimed.said} "


def _falls_somewhere(token: Token, claimed: Claimed) -> bool:
    """`falls within`, `falls between` the ends of a range, `fell on` a day or a service that is named as found."""
    if token.word not in ("fall", "falls", "fell"):
        return False
    following = _word_at(token, claimed, 1)
    if following in ("in", "on") and not claimed.values:
        named = any(m.is_name and m.fact.subject.startswith("lowered") for m in claimed.cited)
        return named or bool(claimed.words & {"anomaly", "credits", "refunds", "most"})
    if following == "between":
        return any(m.measure == "bound" for m in claimed.values)
    within = following in {"outside", "inside", "within", "into", "on"}
    return within or (token.word == "fall" and bool(claimed.words & words.CREDIT))


_OTHER_USES: Final = (
    _is_up_to,
    _adds_up,
    _is_broken_down,
    _compares,
    _is_lowered,
    _is_the_same,
    _falls_somewhere,
)


def _is_day(token: Token, claimed: Claimed) -> bool:
    return claimed.meanings.by_id[token.key].fact.kind == "date"


def _equals(claimed: Claimed) -> bool:
    """Whether what is told as the same is: two errors, or a value and the share that is made of it."""
    errors = {m.value for m in claimed.meanings.all if m.measure == "error"}
    if claimed.words & words.ERROR & {"error", "errors", "off", "missed"}:
        return len(errors) == 1
    ids = {m.fact.id for m in claimed.values}
    return any(ids & set(m.fact.derived_from) for m in claimed.values)


_SAME_BASIS: Final = words.word_set("period time basis days month months question list length way history data")


def is_credit_or_bound(claimed: Claimed) -> bool:
    bounds = {m.measure for m in claimed.cited} & {"bound"}
    credits = claimed.words & words.CREDIT - {"before", "gross"}
    return bool(bounds or credits)


def is_saving(claimed: Claimed) -> bool:
    return any(m.measure == "saving" for m in claimed.cited)


def _to_its_forecast(claimed: Claimed, token: Token) -> int | None:
    """`That is up from [[spent]]`, of a forecast: which way it goes; None where the words mean something else."""
    then = claimed.neighbour(token, 2)
    if token.word not in ("up", "down") or _word_at(token, claimed, 1) != "from" or then is None:
        return None
    if then.kind != "cited" or len(claimed.values) != 1:
        return None
    spent = claimed.meanings.by_id[then.key]
    ahead = [m.value for m in claimed.meanings.all if m.measure == "forecast" and m.entities == spent.entities]
    if not spent.is_amount or len(ahead) != 1 or ahead[0] is None or spent.value is None:
        return None
    return (ahead[0] > spent.value) - (ahead[0] < spent.value)


def _moved(claimed: Claimed, token: Token, sign: int, mentions: Sequence[Token]) -> bool:
    """Whether what a direction is told of moved that way."""
    here = [m for m in claimed.values_near(token) if m.direction]
    near = claimed.values_near(token)
    if here and (len(mentions) < 2 or len(here) == 1):
        return all(m.direction == sign for m in here)
    if (ahead := _to_its_forecast(claimed, token)) is not None:
        return ahead == sign
    if not mentions and near and all(m.entities for m in near):
        entities = frozenset(key for m in near for key in m.entities)
        return claimed.meanings.direction_of(entities) == sign
    if mentions:
        return all(claimed.meanings.direction_of(claimed.entities_of(name)) == sign for name in mentions)
    return claimed.meanings.direction_of(frozenset()) == sign
