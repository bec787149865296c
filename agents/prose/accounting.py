"""Whether every word of a sentence is accounted for: by a value that it cites, by a claim that is judged, or by nothing
being said with it.

The other checks refuse what they know to be wrong. This one refuses what is left over: a noun, verb, adjective or
adverb that neither the cited facts nor the product's own clauses about them have, and that belongs to no measure cited.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from agents.prose import vocabulary as words
from agents.prose.absence import says_what_is_unknown
from agents.prose.anomaly_denials import denies_anomalies
from agents.prose.claimed import Claimed, keys_in
from agents.prose.denials import stem
from agents.prose.meanings import is_service
from agents.prose.proportions import NEARLY
from agents.prose.synonyms import meaning_of
from agents.prose.valueless import suggests

_FUNCTION: Final = words.word_set(
    "a an the this that these those it its itself they them their theirs you your yours we our ours us i me my he she "
    "who whom whose which what when where how there here is are was were be been being am has have had having do does "
    "did of in on at by for from to into onto with within between among across against about as per via and or but "
    "while whereas although though however if so then than also too out off up over after before until till through "
    "since during because not no s t re ll ve d it's that's there's here's what's you'd you've so please yes such "
    "both one ones other others another same "
    "around roughly approximately compared relative versus vs respectively overall altogether together namely"
)
"""Words that join the others. Those that compare, deny or give a cause are judged as such besides."""
_JUDGED: Final = (
    words.UP | words.DOWN | words.SAME | words.MORE | words.LESS | words.MOST | words.LEAST | words.CAUSE | words.NOT
    | words.UNIVERSAL | words.NUMBERS | words.CURRENCIES | words.UNITS | words.DEEDS | words.JUDGMENTS
    | words.IMPLIED | words.STATISTICS | words.CERTAINTY | NEARLY
    | words.word_set("better closer cheaper expensive higher lower larger")
)  # fmt: skip
"""Words that other checks hold against the facts, one by one."""
_LENGTHS: Final = words.word_set(
    "hour hours hourly day days daily week weeks weekly month months monthly quarter quarterly year years yearly "
    "annual annually month's today weekend weekends weekday weekdays far"
)
"""Lengths of time, which are held against what a value is counted by."""
_SPENT: Final = words.SPEND - words.word_set("usage consumption expenditure") | words.word_set(
    "spender spenders cumulative incur incurred incurs expenditure outlay goes go went make makes made ran run runs"
)
_RATES: Final = words.word_set("rate run")
_MOVED: Final = words.word_set("cheaper account accounts accounted got get gets went")
_TELLING: Final = words.word_set(
    "come comes came amount amounts amounted stand stands stood figure figures total totals totalled reach reached "
    "value values number goes go went add adds summed sum worth"
)
_TELLS: Final[Mapping[str, frozenset[str]]] = {
    "spend": _SPENT | words.SHARE | {"belong", "belongs", "belonged", "sit", "sits"},
    "increase": words.UP | words.DOWN | words.CHANGE | words.MORE | _SPENT | _MOVED,
    "decrease": words.UP | words.DOWN | words.CHANGE | words.LESS | _SPENT | _MOVED,
    "change": words.UP | words.DOWN | words.CHANGE | _SPENT,
    "forecast": words.FUTURE | words.MAYBE | _SPENT,
    "bound": words.BOUND | words.FUTURE | words.MAYBE | _SPENT,
    "expected": words.FUTURE | {"instead", "rather"} | _SPENT,
    "excess": words.EXCESS | _SPENT,
    "saving": words.SAVING | words.MAYBE | words.word_set(
        "worth finding findings estimate estimated cost costs account accounts accounted lower reduce cut rid able "
        "getting make makes combined relates"
    ),
    "credit": words.CREDIT | _SPENT | words.word_set(
        "include includes included contain contains contained part received receive got already given reflect reflects "
        "carry carries off"
    ),
    "gross": words.CREDIT | _SPENT | {"excluding", "would"},
    "without": words.word_set(
        "without lack lacks lacking untagged unassigned missing carry carries carrying part assigned assign tied named "
        "belong belongs put account accounts accounted further could"
    ) | _SPENT,
    "share": words.SHARE | _SPENT | {"belong", "belongs", "belonged", "sit", "sits"},
    "part": words.SUBSET | words.SHARE | _SPENT | {"sit", "sits"},
    "covered": words.word_set("cover covers covered") | _SPENT,
    "error": words.ERROR | words.word_set("forecast forecasts past would trials tested method data history"),
    "level": words.LEVEL | words.word_set("trials past history data"),
    "with": words.word_set("tag tags tagged coverage carry carries carried carrying have has cover covers") | _SPENT,
    "limit": words.word_set("limit limits cap budget set"),
    "charges": _SPENT,
    "left": words.word_set("left leave leaves remain remains remaining room"),
    "chance": words.word_set("chance probability likelihood odds risk"),
    "pace": words.word_set("pace end ends rate extrapolated projected will projection likely") | _SPENT,
    "coverage": words.word_set("cover covers covered coverage eligible"),
    "quantity": words.word_set(
        "made make makes store stores storage use used uses stored hold held transfer transferred usage"
    ),
    "count": words.word_set("found cover covers hold holds"),
    "date": words.word_set(
        "begin begins began start starts started last lasts lasted run runs ran end ends ended until data complete "
        "passed exceeded limit cap cover covers went use uses used history model"
    ),
}  # fmt: skip
"""Words by which a value of a measure is told, besides those of its own fact."""


_INCLUDES: Final = words.word_set("include includes included contain contains contained")
_OF_ANSWERS: Final[Mapping[str, frozenset[str]]] = {
    "excess": words.word_set("usage type deviation anomaly anomalies excess unusual expectation expectations"),
    "forecast": words.word_set("forecast forecasts estimate prediction projection outlook"),
    "saving": words.word_set("saving savings finding findings opportunity opportunities estimate estimates"),
    "credit": words.word_set("credit credits refund refunds net") | _INCLUDES,
    "gross": words.word_set("credit credits refund refunds net gross") | _INCLUDES,
    "limit": words.word_set("budget budgets budget's limit limits cap used already"),
    "with": words.word_set("tag tags tagging rule rules break breaks"),
    "without": words.word_set("tag tags tagging"),
    "pace": words.word_set("estimate pace"),
}
"""What an answer is about that has a value of a measure, whether a sentence cites that or not."""
_BILLED: Final = words.word_set("billed charged")
_KINDS: Final = words.word_set(
    "service services account accounts region regions team teams environment environments application applications "
    "project projects usage type types resource resources product products month months period periods list"
)
"""Kinds of things that an answer ranks or splits by; which of them it does is judged besides."""
_ALWAYS: Final = words.word_set(
    "bill invoice period time end start beginning list listed followed follows next show shows shown found named item "
    "items something detected identified recorded amazon cloud billing date like note heads look looks looking answer "
    "short terms ranking ranks rank lies land lands span spans stretch somewhere simply works work line spot hand side "
    "seen involved concerned relates relate corresponds correspond compares comparison gap actual cases appears took "
    "takes take brought ahead way likelihood similar kind regional asked organisation organization looked window "
    "review gives give concern become becomes became"
)
"""Words that point, connect or tell that there is something, whatever it is."""
_BY_SUBJECT: Final[Mapping[str, frozenset[str]]] = {
    "history": words.word_set(
        "rest rests comprise comprises use uses used base based make made data forecast estimate"
    ),
    "trials on the past": words.word_set(
        "error method tried try test tested check checked trial past forecast forecasts"
    ),
    "looked at": words.word_set("check checked examine examined review reviewed"),
    "difference without them": words.word_set("save saves saved"),
    "over the limit": words.word_set("budget exceed exceeded"),
}
"""Words by which the values of some subjects are told."""
_IN_OTHER_WORDS: Final[Mapping[str, Sequence[frozenset[str]]]] = {
    "unattached": (frozenset({"attached", "nothing"}),),
    "duplicate": (frozenset({"delivered", "twice"}),),
    "duplicated": (frozenset({"delivered", "twice"}),),
    "idle": (frozenset({"nobody", "connects"}), frozenset({"nothing", "uses"}), frozenset({"without", "traffic"})),
    "unused": (frozenset({"nobody", "connects"}), frozenset({"nothing", "uses"})),
    "delivery": (frozenset({"delivered"}),),
}
"""Words for which the findings have several."""
_WHEN_SAID: Final = words.word_set("plans plan savings reservations reservation commitments commitment")
_OF_MEASURES: Final = frozenset(word for own in _TELLS.values() for word in own)


def every_word_is_accounted_for(claimed: Claimed) -> bool:
    """Nothing is left over when the words of the facts, their measures and the judged claims are taken away."""
    return (
        not claimed.values and (suggests(claimed) or says_what_is_unknown(claimed) or denies_anomalies(claimed))
    ) or not left_over(claimed)


def left_over(claimed: Claimed) -> list[str]:
    """The words of a sentence that nothing accounts for."""
    own = _words_of_facts(claimed)
    free = _FUNCTION | _JUDGED | _LENGTHS | _ALWAYS | _told_by_measures(claimed) | _of_the_answer(claimed)
    return [
        token.word for token in claimed.tokens if token.word and token.word not in free and not _is_own(token.word, own)
    ]


def _is_own(word: str, own: frozenset[str]) -> bool:
    if any(told <= own for told in _IN_OTHER_WORDS.get(word, ())):
        return True
    return all(part in own or stem(part) in own or meaning_of(part) in own for part in word.split("-"))


def _of_the_answer(claimed: Claimed) -> frozenset[str]:
    """Words for what the answer is about: kinds that it or the question has, and what its measures are called."""
    measures = {m.measure for m in claimed.meanings.all}
    found = {word for measure in measures for word in _OF_ANSWERS.get(measure, ())}
    found |= {word for word in _KINDS if claimed.has_kind(word)}
    if not measures:
        found |= _INCLUDES
    if claimed.words & _BILLED:
        found |= {"usage"}
    found |= {word for word in _WHEN_SAID if claimed.is_said(word)}
    found |= {word for word in claimed.question if word not in _OF_MEASURES}
    if any(is_service(token.text) for token in claimed.mentions if token.kind == "name"):
        found |= {"service", "services"}
    return frozenset(found)


def _told_by_measures(claimed: Claimed) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for meaning in (claimed.values and claimed.cited) or claimed.meanings.all:
        found |= _TELLS.get(meaning.measure, frozenset()) | _BY_SUBJECT.get(meaning.fact.subject, frozenset())
        if meaning.fact.kind in ("money", "percent", "number"):
            found |= _TELLING
        if meaning.rate:
            found |= _RATES
    return found


def _words_of_facts(claimed: Claimed) -> frozenset[str]:
    texts: list[str] = []
    for meaning in {*claimed.cited} if claimed.values else claimed.meanings.all:
        texts += [meaning.fact.subject, meaning.fact.unit or ""]
        texts += claimed.clauses_of(meaning)
        if meaning.is_name:
            texts.append(meaning.fact.value)
    if not claimed.values:
        texts += claimed.clauses_said
    return keys_in(texts)
