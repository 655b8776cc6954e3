"""Words that are frequent in any text: a passage that shares one with a question need not be about the same."""

import re
from typing import Final

COMMON_WEIGHT: Final = 0.5
"""What the weight of a frequent word is multiplied by: in the few texts of a learner it looks as rare as any other."""

_ENGLISH: Final = frozenset(
    re.findall(
        r"\w+",
        """
    able across act add age ago ahead air allow alone along already although always among amount answer appear
    area arm around arrive ask away back bad base become becomes began begin behind believe best better big bit
    body book both bottom break bring brought build building buildings built business buy care carry case cause
    causes center certain chance change changes child children city clear close cold common complete consider
    continue control cost country course cut day days deal decide deep difference different difficult direction
    done door draw drive drop dry early easy eat effect either else end enough even evening ever every example
    eye face fact fall family far fast father feel feet felt field fill final find finding fine fire first fit
    five follow food force form found four free friend front full game general girl goes good got great ground
    group grow half hand hands hard head hear heard heart heat heavy held help high hold home hot hour hours
    house huge human hundred idea important inside keep kept kind kinds knew know known land large last late
    later law lay lead learn least leave left less let letter level lie life light like line list little live
    long look looking low main making man matter mean men middle mind minute minutes miss money month months
    morning mother move name names near need never new next night nothing number numbers object often oil old
    open order others outside page paper part parts pass past pattern pay people perhaps person picture piece
    pieces place plain plan plant play point position possible power present problem produce pull push put
    question quick quite rather reach read ready real really reason rest result right rise road room round rule
    run said save saw say school science sea second see seem seen sense sentence set seven several shape short
    show shows side sign similar simple since single sit sits sitting six size sky sleep slow small someone
    something sometimes soon sort sound space special spot stand start started starting state stay step still
    stop story street strong study sure system table take taken talk teach ten term test themselves think third
    thought thousand three time times today together top total toward town travel tree true try turn turns two
    type understand unit upon usually value voice wait walk want warm watch water way ways weak week went west
    whether whole wide wind within woman women wood word words worked working world write wrong year years yet
    young
    """,
    )
)
_GERMAN: Final = frozenset(
    re.findall(
        r"\w+",
        """
    anfang arbeit art arten augen bald beginnen beginnt beide beiden beispiel bekommen bekommt bringen bringt
    drei ende entstehen entsteht erste ersten etwa fall finden findet fragen führt fünf ganz ganze ganzen geben
    gehen geht gehört genau gleich gleichen groß große großen größer gut guten hand haus heute hoch hohe höher
    jahr jahre jahren jemand jung junge kam klein kleine kleinen kommen kommt kopf kurz land lang lange langsam
    lassen leben leicht letzte leute liegen liegt mal mensch menschen muss möglich nahe name neu neue neuen
    nächste oben oft platz rolle sache sagen sagt schnell schon schwer sehen seite seiten sieht spielt stadt
    stark stehen steht stelle stellen stunde tag tage tagen teil teile teilen tief tun unten ursache viele vier
    wasser wechsel weg wege weit welt wenig wenige weniger werk wichtig wichtige wort wörter zahl zeigen zeigt
    zeit zeiten ziel zwei
    """,
    )
)


def weigh_word(word: str) -> float:
    """Return the factor of a word's weight, from 0 to 1."""
    return COMMON_WEIGHT if word in _ENGLISH or word in _GERMAN else 1.0
