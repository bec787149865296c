"""In which language a text is, told from its script and commonest words, only to say that it is not English."""

import re
from typing import Final

_COMMONEST = {
    "German": "der die das und ist wie viel wir ich haben hat für den im letzten monat kosten ausgegeben was welche "
    "hat sich sind waren war wurde hatten geändert letzte letzten kostet unser gegenüber monat januar juni juli "
    "nach von mir zeige unsere meine pro gesamt ein eine auf mit",
    "French": "le la les des est combien nous avons avez pour dans dernier mois dépensé coût coûts quel quelle quels "
    "par notre mes nos une du au sur avec cette ce",
    "Spanish": "el la los las es cuánto cuanto hemos gastado gasto por para en último mes costo coste costos cuál "
    "nuestra nuestro mi del una este qué que con",
    "Italian": "il lo la gli è quanto abbiamo speso per nel mese scorso costo costi quale quali nostra nostro mio del "
    "della una questo che con",
    "Portuguese": "o os as é quanto gastamos gastei por para no na mês passado custo custos qual quais nossa nosso meu "
    "do da uma este que com",
    "Dutch": "de het een is hoeveel hebben we wij uitgegeven voor in afgelopen maand kosten welke onze mijn van per "
    "wat op met dit",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMONEST.items()}
_COMMON_ENGLISH = """
    the a an is are was were what which how much many did do does we our my i for in on by of last this month cost costs
    spend spent show me to and per
"""
_ENGLISH: Final = frozenset(_COMMON_ENGLISH.split())
_SCRIPTS: Final = (
    ("Chinese or Japanese", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Russian or another language in Cyrillic letters", re.compile(r"[\u0400-\u04ff]")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Hindi", re.compile(r"[\u0900-\u097f]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_WORD: Final = re.compile(r"[^\W\d_]+")
LEAST_WORDS: Final = 2


def language_of(text: str) -> str:
    """The name of a language other than English, or an empty text where none is told for sure.

    A script counts when most letters are of it; a language in Latin letters when at least two of its commonest words
    are there, and more of them than of English ones.
    """
    letters = _LETTER.findall(text)
    for name, script in _SCRIPTS:
        if 2 * len(script.findall(text)) > len(letters):
            return name
    if "¿" in text or "¡" in text:
        return "Spanish"
    words = set(_WORD.findall(text.lower()))
    found = {language: len(words & common) for language, common in _WORDS.items()}
    best = max(found, key=lambda language: found[language])
    return best if found[best] >= LEAST_WORDS and found[best] > len(words & _ENGLISH) else ""
