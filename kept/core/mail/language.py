"""Which language a message is written in: small words and scripts, no model, microseconds.

Meant for the texts that a help desk gets: French and English must be right, others are told
apart well enough to not be taken for those. Too short or unclear is '' rather than a guess.
"""

from __future__ import annotations

import re

_WORDS = {
    "en": "the and you your is are was were be been have has had do does did not no i it its my me "
    "we our they them this that these those for with from what when where how why which would "
    "could should can cannot will please thanks thank hello hi dear regards but or if on at by of "
    "in to an as am just any there here about after before again still since help issue "
    "password account app doesn don isn didn won wouldn ve ll re good great love nice best very "
    "t s d m top super impossible application positive "
    "easy use work works working update phone need want get got better like so only more all",
    "fr": "le la les un une des du de et est sont suis es ai as a avez avons ont pas ne plus je tu "
    "il elle nous vous ils elles on mon ma mes ton ta tes votre vos notre nos leur leurs ce cet "
    "cette ces ça cela que qui quoi dont où mais ou donc car pour par avec sans sur dans en au aux "
    "bonjour bonsoir merci cordialement salut svp très bien aussi comme quand comment pourquoi "
    "être avoir fait faire peut peux pouvez voulez depuis toujours jamais rien tout tous toute "
    "après avant même si y c j l d n s qu m mot passe compte mise jour appli problème application "
    "super bon bonne pratique simple marche impossible fonctionne top dommage parfait génial nul "
    "trop facile utile rapide mieux encore trouve",
    "de": "der die das und ist sind nicht ich sie wir ihr ihre mein meine ein eine einen einem "
    "mit für von zu auf dem den des im am bei nach aus wie was wenn aber oder auch noch nur kann "
    "können bitte danke hallo grüße freundlichen haben hat habe wird werden über schon es uns mir",
    "es": "el la los las un una unos unas y es son no que de del en por para con sin se su sus mi "
    "mis tu yo nosotros usted ustedes está están pero como más muy gracias hola saludos cuando "
    "dónde qué cómo porque tengo tiene puedo puede hacer este esta esto lo le al buenos días",
    "it": "il lo la gli le un una e è sono non che di del della dei delle nel nella in per con su "
    "si mi ti ci vi ma come più anche grazie ciao buongiorno saluti cordiali quando dove perché "
    "ho ha hanno posso può fare questo questa mio mia vostro vostra al alla sul da buona",
    "pt": "o a os as um uma e é são não que de do da dos das no na nos nas em por para com sem se "
    "seu sua meu minha eu você vocês nós está estão mas como mais muito obrigado obrigada olá "
    "cumprimentos quando onde porque tenho tem posso pode fazer este esta isso ao à bom dia",
    "nl": "de het een en is zijn niet ik je jij u we wij mijn uw jouw van voor met op aan bij naar "
    "uit te als maar of ook nog dat die dit deze kan kunnen heb heeft hebben wordt bedankt hallo "
    "groeten vriendelijke graag wat hoe waarom wanneer er om over door geen wel",
    "sv": "och är inte jag du vi ni det den att som en ett på för med till av om men har kan tack "
    "hej mvh hälsningar från",
    "da": "og er ikke jeg du vi det den at som en et på for med til af om men har kan tak hej "
    "hilsen fra",
    "pl": "i nie jest się na do w z że to jak ale czy dla po od proszę dziękuję dzień dobry "
    "pozdrawiam mam",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _list in _WORDS.items():
    for _word in set(_list.split()):
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[іїєґ]", re.I)),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"https?://\S+|\S+@\S+|<[^>]*>")
_ENOUGH = 1_500
"""Characters that are looked at."""


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`, '' where that is unclear."""
    sample = _NOT_PROSE.sub(" ", text[:_ENOUGH]).lower()
    if not sample.isascii() and (script := _by_script(sample)):
        return script
    scores: dict[str, float] = {}
    words = _WORD.findall(sample)
    for word in words:
        languages = _LANGUAGES_OF.get(word)
        if languages is not None:
            weight = 1.0 / len(languages)
            for language in languages:
                scores[language] = scores.get(language, 0.0) + weight
    return _clear_winner(scores, len(words))


def _by_script(sample: str) -> str:
    latin = len(_LATIN.findall(sample))
    for language, pattern in _SCRIPTS:
        found = len(pattern.findall(sample))
        if found and (found * 2 > latin or (language in ("ja", "uk") and found > 3 > latin)):
            return language
    return ""


def _clear_winner(scores: dict[str, float], words: int) -> str:
    if not scores or words < 2:
        return ""
    best, second = [*sorted(scores.items(), key=lambda item: -item[1]), ("", 0.0)][:2]
    if best[1] < 0.8 or best[1] < second[1] * 1.25 or best[1] * 25 < words:
        return ""
    return best[0]
