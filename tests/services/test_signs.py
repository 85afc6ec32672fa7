"""Signs that nobody sees: in names, and around the emoji of a key's label."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest

import locales
from bot.intake.door import ALARM_WORDS, asks_for_help
from bot.updates import pressed
from cards import keyboards
from handlers.filters import Asks
from locales import LANGUAGES, Phrase, every_label, translate
from locales.signs import bare, has_anything_visible
from services.speech import ALARM, SILENT_ALARM
from services.work import Work
from tests.faults.test_intake import alarm_update

KEYS = [ALARM, SILENT_ALARM] + [
    told for told in vars(keyboards).values() if isinstance(told, Phrase)
]
FORMS = ("\ufe0e", "\ufe0f")
NOWHERE = cast(Work, SimpleNamespace())  # a label is known without asking who writes where


def variants(label: str) -> Iterator[str]:
    """The label with a variation selector behind any of its signs, without those it has, and with
    signs around it that nobody sees."""
    yield label
    for form in FORMS:
        yield label.replace(form, "")
        yield from (label[:at] + form + label[at:] for at in range(len(label) + 1))
    yield from (
        f" {label}\n",
        f"\u200b{label}\u2060",
        f"\u200f{label}\u3000",
        f"{label}\u00ad\ufeff",
    )


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.message)
def test_f72_a_key_is_known_with_and_without_variation_selectors(
    key: Phrase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        locales.RETIRED, key.message, frozenset({"\u2764\ufe0f Help", "\u23ed Old"})
    )
    asks = Asks(key)
    shown = [translate(key, language) for language in LANGUAGES]
    for label in (*shown, *locales.RETIRED[key.message]):
        for variant in variants(label):
            assert asks.asked_by(variant, NOWHERE), ascii(variant)
    others = {label for other in KEYS if other is not key for label in every_label(other.message)}
    assert not others & asks.labels


@pytest.mark.parametrize("key", [ALARM, SILENT_ALARM], ids=["loud", "silent"])
def test_f72_the_door_and_the_desk_know_an_alarm_key_alike(key: Phrase) -> None:
    for language in LANGUAGES:
        label = translate(key, language)
        for variant in variants(label):
            assert asks_for_help(variant), ascii(variant)
            raw = alarm_update(_Person(), 1, variant).decode()  # type: ignore[arg-type]  # its number
            assert pressed(raw) == bare(label), ascii(variant)
    assert not asks_for_help("Alarm clock")
    assert all(bare(word) == word for word in ALARM_WORDS)


class _Person:
    """As much of a town as an update needs."""

    wang = SimpleNamespace(id=7)


NOTHING = [
    *("", " ", "\u3164", "\u2800", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060"),
    *(
        "\u00ad",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u17b5",
        "\uffa0",
        "\ufe0f",
        "\ufe0e",
        "\u202e\u202c",
    ),
    *("\u2066\u2069", "\u061c", "\u180e", "\ufeff", "\u0301", "\u20dd", "\u3000\u00a0", "\u034f"),
    *(
        "\U000e0041\U000e007f",
        "\U000e0100",
        "\u2065",
        "\U000e0fff",
        "\ue000",
        "\u2028",
        "\u3164\u200b",
    ),
]
SOMETHING = [
    *(
        "Wang",
        "王",
        "ᠮ",
        "Ж",
        "🙂",
        "\u2764",
        "👩‍🚒",
        "🇨🇳",
        "1\ufe0f\u20e3",
        "e\u0301",
        ".",
        "\u3164.",
        "؟",
    ),
    *("\U0001fae8", "\U0001fadf", "\u202eWang"),  # emoji younger than this Python, too
]


def test_f72_what_shows_nothing_and_what_does() -> None:
    assert [ascii(text) for text in NOTHING if has_anything_visible(text)] == []
    assert [ascii(text) for text in SOMETHING if not has_anything_visible(text)] == []
