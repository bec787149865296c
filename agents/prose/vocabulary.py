"""The words a model may write about findings, by what they claim.

A sentence is shown when every word of it is known here or comes from the findings, and each claim that its words make
is one the facts make. A word that is in no list is withheld with its sentence: so are other languages, misspelt
numbers and letters that only look like others.
"""

from collections.abc import Iterable
from typing import Final

_VOWELS = "aeiou"


def _forms(lemma: str) -> Iterable[str]:
    """A word and its regular endings; some of them are no words, which nobody writes."""
    yield lemma
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        yield from (f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing")
    else:
        plural = "es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s"
        yield from (lemma + plural, f"{stem}ed", f"{stem}ing")
        if len(lemma) < 6 and lemma[-1] not in "aeiouwxy" and lemma[-2:-1] in tuple(_VOWELS):
            yield from (f"{lemma}{lemma[-1]}ed", f"{lemma}{lemma[-1]}ing")


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


def _inflected(words: str) -> frozenset[str]:
    return frozenset(form for word in words.split() for form in _forms(word))


NUMBERS: Final = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand "
    "thousands million millions billion billions trillion dozen dozens score couple pair both trio several few "
    "many handful multiple numerous umpteen plenty lot lots bunch percent percentage percents pct grand buck "
    "bucks point digit digits first second third fourth fifth sixth seventh eighth ninth tenth once twice thrice "
    "double doubles doubled doubling triple triples tripled tripling quadruple quadrupled half halves halved "
    "halving thirds quarters fifths tenths fold twofold threefold tenfold times magnitude order majority minority "
    "bulk fraction sliver chunk scores nil nought ones tens single sole duo"
)
"""Amounts of the model's own. `one` and `quarter` are read with their neighbours; `most` is a ranking."""

CURRENCIES: Final = word_set(
    "dollar dollars euro euros pound pounds cent cents yen rupee rupees franc francs krona kronor peso pesos usd "
    "eur gbp jpy inr chf cad aud cny brl"
)

UNITS: Final = word_set(
    "gb tb mb kb pb gib tib mib kib gigabyte gigabytes terabyte terabytes megabyte megabytes petabyte petabytes "
    "byte bytes request requests"
)

UP: Final = word_set(
    "rose rise rises rising risen increase increases increased increasing grew grow grows growing grown growth up "
    "climb climbs climbed climbing jump jumps jumped jumping gain gains gained surge surges surged surging spike "
    "spikes spiked spiking soar soared soaring escalate escalated uptick upward upwards higher raised raise "
    "raises added adding adds expanded expansion uplift"
)
DOWN: Final = word_set(
    "fell fall falls falling fallen decrease decreases decreased decreasing declined decline declines declining "
    "drop drops dropped dropping down shrank shrink shrinks shrinking shrunk dipped dip dips dipping reduction "
    "reductions downward downwards lower lowered lowering sank sink slid slide slipped decreasingly reduced"
)
CHANGE: Final = word_set(
    "change changes changed changing difference differences movement movements move moved moves shift"
)
SAME: Final = word_set(
    "match matches matched matching unchanged steady flat stable same equal equals equally constant identical "
    "stayed remained level"
)
MORE: Final = word_set(
    "more above over exceed exceeds exceeded exceeding greater bigger larger beyond surpassed surpasses"
)
LESS: Final = word_set("less below under beneath fewer smaller cheaper")
MOST: Final = word_set(
    "most largest biggest highest top leading leads lead leader led main mainly primary primarily chief chiefly "
    "dominant dominates dominated dominate predominantly mostly costliest greatest key principal major heaviest "
    "topped tops"
)
LEAST: Final = word_set(
    "least smallest lowest cheapest fewest bottom minor minimal tiniest minimum maximum floor ceiling"
)

CAUSE: Final = word_set(
    "because due caused causes cause causing driven drives drive driving drove driver drivers thanks since owing "
    "reason reasons result results resulted resulting explains explained explain why contributor contributors "
    "contributed contribute contributes contributing stems stemming responsible behind attributable attributed "
    "therefore hence consequently"
)
NOT: Final = word_set(
    "not no never none nothing nobody nowhere neither nor without cannot can't don't doesn't didn't isn't aren't "
    "wasn't weren't won't hasn't haven't couldn't wouldn't shouldn't lack lacks lacking absent missing hardly "
    "barely"
)
UNIVERSAL: Final = word_set(
    "all every each everything everyone always any anything only solely exclusively entirely entire completely "
    "fully just alone purely whole everywhere ever consistently invariably exactly precisely"
)
TOTAL: Final = word_set("total totals totaled totalled overall altogether whole entire all combined aggregate sum")
FUTURE: Final = word_set(
    "will won't shall going forecast forecasts forecasted forecasting predicted prediction predictions predict "
    "projected projection projections expected expect expects expectation likely probably tomorrow trend trends "
    "trending trajectory estimate estimated estimates outlook continue continues upcoming probable should "
    "anticipated anticipate anticipates anticipating"
)
MAYBE: Final = word_set("can could may might would if whether perhaps possibly possible potential potentially")

DEEDS: Final = word_set(
    "done completed finished executed carried implemented deployed launched enabled disabled activated "
    "deactivated deleted removed terminated stopped shut resized downsized upsized migrated purchased bought "
    "ordered sold scheduled sent emailed notified alerted opened closed filed submitted created configured "
    "applied approved rejected cancelled canceled renewed tagged untagged fixed resolved cleaned optimized "
    "optimised reclaimed released detached modified updated upgraded downgraded restarted rebooted turned "
    "switched rolled reverted committed signed booked reserved arranged ensured secured set successfully success "
    "successful effect automatically underway handled processed initiated triggered transferred archived paused "
    "resumed provisioned allocated adjusted enrolled subscribed unsubscribed granted revoked rotated patched "
    "replaced merged blocked i've we've i'll we'll"
)
"""Words of deeds. None is shown unless a fact or the product's own sentences have it."""

SPEND: Final = _inflected("spend cost pay bill charge expense invoice") | word_set(
    "spent paid total totals totaled totalled amount amounts amounted amounting expenditure expenditures outlay "
    "outlays costing billing consumption sum totalling totaling money usage came come comes stood stands"
)
BOUND: Final = word_set(
    "low lower lowest high upper highest between range ranges ranging bound bounds least most minimum maximum "
    "from to interval end ends edge band floor ceiling"
)
SAVING: Final = word_set(
    "save saves saved saving savings saveable savable opportunity opportunities recoverable avoid avoided "
    "avoidable avoiding waste wasted reclaimable potential"
)  # fmt: skip
CREDIT: Final = word_set("credit credits credited crediting refund refunds refunded before gross offset offsets")
SHARE: Final = word_set(
    "share shares portion proportion part parts accounted account accounts accounting made make makes making "
    "represent represents represented representing slice contributed contribution percentage comprise comprises "
    "comprised constitute constitutes constituted of"
)
ERROR: Final = word_set("error errors accuracy accurate miss missed off deviation wape measured deviate deviated wrong")
LEVEL: Final = word_set("interval intervals hold holds held confidence range often level coverage covers cover band")
SUBSET: Final = word_set("top together combined these those shown listed part share them group groups jointly rest")
EXCESS: Final = word_set("above excess than over beyond unexpected anomaly anomalies more extra expected")

EPISTEMIC: Final = _inflected(
    "say show know tell explain name mention state reveal indicate identify see answer give break include tie assign"
) | word_set("known shown told said seen clear why gave given tells")

STATISTICS: Final = word_set("average averages averaged mean median typical typically record records peak peaks norm")
ARITHMETIC: Final = word_set("rest remains remaining remainder remained minus plus leaves subtract subtracting added")
PARTS: Final = word_set("some part parts share shares portion proportion slice piece percentage")
JUDGMENTS: Final = word_set(
    "well badly poorly efficiently very really quite important useful interesting good bad great healthy fine "
    "safe safely worrying alarming acceptable reasonable significant significantly substantial substantially "
    "considerable large small huge tiny big minor modest high low negligible notable notably sharply slightly "
    "somewhat steeply"
)
"""Words of degree and value: a fact gives none of them."""

SAID_ONLY: Final = word_set(
    "effective incomplete partial preliminary unread delayed late budget budgets budgeted owner owners owned own "
    "owns discount discounts discounted tax taxes support fee fees rate rates contracted amortized amortised "
    "blended unblended upfront target targets limit limits goal contract contracts agreement colleague manager "
    "customer customers user users traffic deployment deployments release price prices priced marketplace "
    "commitments commitment reservation reservations transfer license licence licenses plan plans exact exactly "
    "precise precisely accurate complete"
)
"""Things that only the findings bring up: each has to be in the product's own sentences or in the question."""

SUGGESTING: Final = word_set("ask would could can may might want like if consider possible please let worth")
"""Words by which a sentence suggests or asks."""

IMPLIED: Final = word_set(
    "still again back even remains remain remained anymore always once usual yet too enough far much longer ever "
    "continues continued continuing kept keeps"
)
"""Words that say that something was so before, or is more than it should be."""

CERTAINTY: Final = word_set(
    "sure surely certain certainly definite definitely undoubtedly doubt doubtless clearly obviously evidently "
    "inevitably must guaranteed guarantee guarantees promise promises promised certainty fact indeed truly actually"
)
"""Words that make a claim surer than a finding is."""

STATES: Final = word_set(
    "idle unattached unused unneeded wasteful duplicate duplicated redundant overprovisioned oversized stale "
    "orphaned unusual abnormal odd normal usual"
)
"""What findings say of resources and costs; only where there are findings of savings or anomalies."""

PLAIN: Final = word_set(
    "a an the this that these those it its it's itself they them their theirs he she you your yours yourself we "
    "our us i me my who whom whose which what when where how there here is are was were be been being am do does "
    "did doing has have had having of in on at by for from to into onto with within between among across against "
    "about around roughly approximately as like and or but while whereas although though however yet also too "
    "then than thus either such other others another during after before until till per via versus vs compared "
    "relative comparison compare compares comparing next previous prior earlier later latest recent recently "
    "current currently now month months monthly day days daily week weeks weekly year years yearly annual "
    "annually hour hours hourly period periods time date dates weekend weekends weekday weekdays please let see "
    "look looks looked looking read reads ask asks asked asking find finds found finding findings show shows "
    "shown showing tell tells told give gives gave given giving want wants need needs needed take takes use uses "
    "used using work works come comes came stand stands stood bring brings brought mean means meant say says said "
    "call calls called know knows known think consider considers considered considering review reviews reviewed "
    "reviewing check checks checked checking inspect examine explore investigate drill deeper dig break breaks "
    "broken breakdown split splits separate separately detail details detailed lists listed table chart answer "
    "answers question questions note notes noted noting summary overview picture view figure figures value values "
    "number numbers amount data report reports reported source basis line lines item items row rows entry entries "
    "resource resources service services account accounts region regions tag tags team teams project projects "
    "environment environments usage type types category categories provider vendor cloud aws finops volume "
    "volumes instance instances database databases bucket buckets storage compute network transfer traffic "
    "function functions event events log logs snapshot snapshots node nodes cluster clusters commitment plan "
    "plans reservation reservations unit units quantity quantities count counts counted counting include includes "
    "included including exclude excludes excluded excluding contain contains contained containing cover covers "
    "covered covering consist consists make makes accounted accounting represent represents represented "
    "representing reach reaches reached reaching hit land lands landed ended end ends ending start starts started "
    "starting begin begins began run runs running last lasted lasting attached connects connect connected "
    "delivered delivers belong belongs belonging carry carries carried carrying assigned allocated attributed "
    "mapped labelled labeled named name names span spans spanned spanning sit sits sat sort sorts sorted group "
    "grouped groups grouping filter filters filtered filtering open closed complete partial incomplete full final "
    "estimate approximate exact based rest remaining remainder part parts share shares portion proportion slice "
    "contribution combined together alongside beside besides further addition additional additionally worth help "
    "helps helpful interesting step steps way ways place places kind kinds context point points side sides net "
    "gross effective billed history past future yes overall thing things much far difference contrast meanwhile "
    "regard regarding concerning terms term course respectively accordingly out off through along ahead forward "
    "measure measures measured measuring method methods trial trials interval intervals range ranges window "
    "repeat repeating repeated simple naive model models expected expectation anomaly anomalies excess spike "
    "outlier deviation baseline typical typically detected detection flagged flag identified identify spotted "
    "observed appear appears appeared seem seems noticed notice opportunity opportunities candidate candidates "
    "option options recommendation recommendations suggestion suggestions priority prioritise prioritize focus "
    "focusing worthwhile credit credits refund refunds lowered offset offsets gets get got getting goes go went "
    "gone put puts hello sure certainly understood happy glad s t re ll ve d i'm you're that's there's here's "
    "they're we're you've you'd what's let's accordance light statement statements month's year's today today's "
    "yesterday yesterday's week's present latter former sum sums latter's itself's actual actuals according "
    "untagged quarter quarter's dimension dimensions breakdowns figure's bill's period's window's component "
    "components element elements segment segments piece pieces pattern patterns profile position positions "
    "reference references footing measureable applies apply applying apart aside toward towards upon ranking "
    "ranked ranks rank placed workload workloads infrastructure footprint mix makeup composition distribution "
    "concentration concentrated spread marks mark marked tied tie traced trace tracked track tracks tracking "
    "attribution allocation showback chargeback invoice pulled pull pulls flows flow flowed registered registers "
    "register posted posts post logged headline takeaway takeaways nutshell short brief briefly specifically "
    "notably namely particularly especially interestingly importantly"
)
"""Words that claim nothing by themselves. Words joined by a hyphen are read one by one."""

MORE_PLAIN: Final = _inflected(
    "follow receive belong store exist plan draw surround lie hold track prefer gather sense delivery deliver gap "
    "sort accompany offer provide display present depend assume rely remember suggest recommend wonder request "
    "verify confirm clarify interpret narrow widen zoom choose pick select decide plot chart graph map label rank "
    "sit rest locate place order total sum add remain relate match fit reflect express describe observe appear "
    "happen occur come go become stay form build attach connect pay cost divide slice group fall land count "
    "handle concern involve affect touch serve support assist produce return yield generate incur accrue attract"
) | word_set(
    "so already took taken list extra off rid duplicate get getting concerned corresponds correspond contained "
    "contain everything incurred booked reflects reflect tested test certainty pencil likelihood cut acting acted "
    "lasted drove gap spot applied apply cumulative stretch spender spenders stacks against tally tallies figured "
    "produced producing heads note noted point goes towards toward side sides yep yeah okay sure look looking "
    "looks seems line lines organisation organization incorporates incorporate embedded baked deducted netted "
    "deduct attracts posted piece table kind guarantee roughly snapshot summary broken attributes bit bits "
    "covering review under span spans amazon partly recorded ran something billing alone became become drawn held "
    "lay lies lying laid chosen built drew met meet meets kept keep keeps expensive regional offset learn "
    "advanced try tried tries leave leaves left leaving assign assigns machine machines better individual "
    "specific particular certain respective general relevant available visible possible able similar different "
    "separate various broad clear plain original initial final upper full central rough close closest nearby "
    "among amid amongst across underneath aside everyone's net gross pre one's somewhere sense story detail "
    "context reading quick glance nutshell facts fact evidence company's organization's customer's anyone someone "
    "who's please thank welcome sorry ok perhaps maybe indeed simply instead otherwise else else's near away "
    "front inside outside planned upside downside hand whichever whatever whenever wherever storage's size sizes "
    "sized ahead followed placed words word phrase sentence term jargon meaning definition meant understand "
    "understands understood wording received holding stored storing regionally respectively extent degree scope "
    "coverage covered tagged tag's tagging key keys region's account's service's anomaly's forecast's saving's "
    "candidate's finding's gap rather expectation expectations topping anywhere bulk's budget's plan's instance's "
    "resource's limit's connections connection processing processed eligible transferred transfer sent out-going "
    "updated update per-day attention attaches bear bears bearing house houses housed sits sitting weigh weighs "
    "weighing responsible consumed consume consumes drew drawn ingested ingest scanned scan metered read written "
    "write writes product products "
    "directly separately clean cleaning stands out tool tools analysis caveat caveats closer assumption "
    "assumptions assuming "
    "guess guesses replay replays replayed themselves yourself ourselves older old newer new "
    "requested request requests queried queries served hosted host hosts hosting cases"
)

KNOWN: Final[frozenset[str]] = PLAIN.union(
    MORE_PLAIN,
    SAID_ONLY,
    IMPLIED, STATES, STATISTICS, ARITHMETIC, PARTS, _inflected(
    "query describe highlight illustrate summarise summarize outline refer relate concern"
),
    UP, DOWN, CHANGE, SAME, MORE, LESS, MOST, LEAST, CAUSE, NOT, UNIVERSAL, TOTAL, FUTURE, MAYBE, SPEND, BOUND, SAVING,
    CREDIT, SHARE, ERROR, LEVEL, SUBSET, EXCESS, EPISTEMIC, CERTAINTY,
)  # fmt: skip
"""Every word a sentence may have; NUMBERS, CURRENCIES, UNITS and DEEDS only by what the findings say."""

CLAIMING: Final[frozenset[str]] = DEEDS.union(
    NUMBERS, UP, DOWN, SAME, MORE, LESS, MOST, LEAST, CAUSE, NOT, UNIVERSAL, STATES, JUDGMENTS, IMPLIED, STATISTICS,
    SAID_ONLY,
)  # fmt: skip
"""Words that make a claim, which they still do where somebody has called a tag or an account so."""
