"""What the account of the demonstration has planned and learned; days are counted from today."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_BIOLOGY, _PHYSICS, _HISTORY, _COMPUTING = "Biology", "Physics", "Geschichte", "Computing"
_PLANTS, _HANSE = "Plants", "Die Hanse"
_SEEN: Final = ((-21, 3), (-18, 3), (-11, 3))
_FORGOTTEN: Final = ((-16, 3), (-12, 1), (-9, 3))
_RECENT: Final = ((-6, 3), (-3, 4))
# Minutes of four weeks, the latest day first; a week has days without any.
_MINUTES: Final = (
    50,
    25,
    0,
    75,
    50,
    25,
    0,
    25,
    50,
    50,
    0,
    100,
    25,
    0,
    50,
    25,
    75,
    0,
    25,
    50,
    0,
    25,
    50,
    25,
    0,
    50,
    25,
    25,
)
_IN_TURN: Final = (_BIOLOGY, _PHYSICS, _COMPUTING, _HISTORY)


def _card(deck: str, front: str, *, back: str, seen: Sequence[tuple[int, int]] = ()) -> Mapping[str, Any]:
    return {
        "deck": deck,
        "front": front,
        "back": back,
        "reviews": [{"day": day, "rating": rating} for day, rating in seen],
    }


def _task(subject: str, title: str, *, day: int, minutes: int, priority: str = "medium", status: str = "todo") -> Any:
    return {"subject": subject, "title": title, "day": day, "minutes": minutes, "priority": priority, "status": status}


def _event(subject: str, title: str, *, day: int, start: str, end: str, type_: str = "class") -> Mapping[str, Any]:
    return {"subject": subject, "title": title, "day": day, "start": start, "end": end, "type": type_}


def _choice(number: int, question: str, *, options: Sequence[str], answer: str, explanation: str) -> Mapping[str, Any]:
    return {
        "id": str(number), "type": "multiple_choice", "question": question, "options": list(options),
        "correct_answer": answer, "explanation": explanation,
    }  # fmt: skip


SAMPLES: Final[Mapping[str, Any]] = {
    "subjects": [
        {"name": _BIOLOGY, "color": "#15803d", "description": "Cells, plants and what they live on."},
        {"name": _PHYSICS, "color": "#1d4ed8", "description": "Electricity, and the laws of circuits."},
        {"name": _HISTORY, "color": "#b45309", "description": "Städte und Handel im Mittelalter."},
        {"name": _COMPUTING, "color": "#7c3aed", "description": "Algorithms and how long they take."},
    ],
    "tasks": [
        _task(_BIOLOGY, "Draw the Calvin cycle from memory", day=0, minutes=25, priority="high"),
        _task(_PHYSICS, "Solve the exercises on parallel circuits", day=0, minutes=40),
        _task(_COMPUTING, "Write binary search without looking", day=1, minutes=30),
        _task(_HISTORY, "Referat über die Kontore der Hanse", day=3, minutes=90, priority="high", status="in_progress"),
        _task(_PHYSICS, "Read about fuses and circuit breakers", day=5, minutes=20, priority="low"),
        _task(_BIOLOGY, "Summarise the light reactions", day=-2, minutes=30, status="completed"),
        _task(_COMPUTING, "Compare linear and binary search", day=-4, minutes=45, status="completed"),
    ],
    "events": [
        _event(_BIOLOGY, "Biology", day=0, start="09:00", end="09:45"),
        _event(_PHYSICS, "Physics", day=0, start="11:00", end="11:45"),
        _event(_COMPUTING, "Computing", day=1, start="10:00", end="11:30"),
        _event(_HISTORY, "Referat: Die Hanse", day=3, start="08:00", end="08:45", type_="deadline"),
        _event(_PHYSICS, "Test on circuits", day=6, start="11:00", end="11:45", type_="exam"),
    ],
    "goals": [
        {"title": "Five hours a week", "type": "weekly", "unit": "hours", "target": 5, "day": 7},
        {"title": "One session a day", "type": "daily", "unit": "sessions", "target": 1, "day": 1},
        {"title": "Finish ten tasks this month", "type": "monthly", "unit": "tasks", "target": 10, "day": 30},
    ],
    "sessions": [
        {
            "subject": _IN_TURN[number % len(_IN_TURN)],
            "day": -number - 1,
            "minutes": minutes,
            "focus": 60 + number % 5 * 8,
        }
        for number, minutes in enumerate(_MINUTES)
        if minutes
    ],
    "decks": [
        {"subject": _BIOLOGY, "title": _PLANTS, "description": "Photosynthesis in twelve cards."},
        {"subject": _HISTORY, "title": _HANSE, "description": "Städte, Schiffe und Waren."},
    ],
    "cards": [
        _card(
            _PLANTS,
            "Where does photosynthesis take place?",
            back="In chloroplasts, in the cells of leaves.",
            seen=_SEEN,
        ),
        _card(
            _PLANTS,
            "Why do leaves look green?",
            back="Chlorophyll absorbs red and blue light and reflects green.",
            seen=_SEEN,
        ),
        _card(_PLANTS, "What do plants build sugar from?", back="Carbon dioxide and water.", seen=_SEEN),
        _card(_PLANTS, "What is split in the light reactions?", back="Water; oxygen leaves the leaf.", seen=_FORGOTTEN),
        _card(_PLANTS, "Which two carriers store the energy of light?", back="ATP and NADPH.", seen=_FORGOTTEN),
        _card(
            _PLANTS,
            "What happens in the Calvin cycle?",
            back="Carbon dioxide is bound, and sugar is built.",
            seen=_FORGOTTEN,
        ),
        _card(_PLANTS, "Does the Calvin cycle need light?", back="Not itself; it needs the carriers.", seen=_RECENT),
        _card(
            _PLANTS,
            "Which three things limit the rate?",
            back="Light, temperature and carbon dioxide.",
            seen=_RECENT,
        ),
        _card(_PLANTS, "Why does the rate fall above 40 degrees?", back="The enzymes of the cycle fail."),
        _card(_PLANTS, "When does a plant use oxygen?", back="Always; at night it makes none."),
        _card(_PLANTS, "What does a shaded plant lack first?", back="Light."),
        _card(_PLANTS, "What supplies the energy of photosynthesis?", back="Light."),
        _card(_HANSE, "Welche Stadt galt als Haupt der Hanse?", back="Lübeck.", seen=_SEEN),
        _card(_HANSE, "Wie hießen die Schiffe der Hanse?", back="Koggen.", seen=_SEEN),
        _card(_HANSE, "Woher kam das Salz?", back="Aus Lüneburg.", seen=_FORGOTTEN),
        _card(_HANSE, "Wie hieß das Kontor in London?", back="Stalhof."),
        _card(_HANSE, "Wann fand der letzte Hansetag statt?", back="1669."),
    ],
    "quizzes": [
        {
            "subject": _PHYSICS,
            "title": "Circuits",
            "description": "Four questions about currents and voltages.",
            "questions": [
                _choice(
                    1,
                    "What does a fuse do?",
                    options=["It stores charge", "It melts when the current is too large", "It raises the voltage"],
                    answer="It melts when the current is too large",
                    explanation="It melts before the cables in the wall become hot.",
                ),
                _choice(
                    2,
                    "Which current flows through 10 ohms at 5 volts?",
                    options=["0.5 A", "2 A", "50 A"],
                    answer="0.5 A",
                    explanation="The current is the voltage divided by the resistance.",
                ),
                _choice(
                    3,
                    "How are the lamps of a house connected?",
                    options=["In series", "In parallel"],
                    answer="In parallel",
                    explanation="If one lamp fails, the others stay bright.",
                ),
                _choice(
                    4,
                    "What is the same in all parts of a series circuit?",
                    options=["The current", "The voltage"],
                    answer="The current",
                    explanation="The voltages add up to that of the source.",
                ),
            ],
        }
    ],
}
"""Plans, sessions, cards with their reviews, and a quiz."""
