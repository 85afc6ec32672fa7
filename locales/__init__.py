"""What the station can say: phrases named in the code, spoken in the reader's language.

`L("Petition {number} is registered.", number=…)` names a message and translates nothing. The words
are chosen by `render`, when it is known who reads them. English is the source; the other languages
are gettext catalogs beside this file, kept by `python -m locales.catalogs`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations
from html import escape
from pathlib import Path
from typing import TypeAlias

from babel.dates import format_datetime, format_skeleton

from locales.signs import bare

LANGUAGES: dict[str, str] = {"zh_Hans": "中文", "en": "English", "mn": "Монгол (ноорог)"}
"""Every language in the picker's order, each named in itself; a draft says so."""

SOURCE = "en"
"""The language the messages in the code are written in; it needs no catalog."""

RETIRED: dict[str, frozenset[str]] = {}
"""Message -> labels it had in earlier releases: a reply keyboard on a phone outlives a release."""

FOLDER = Path(__file__).parent

# Telegram refuses a text with half a surrogate pair in it, and PostgreSQL one with NUL.
UNSENDABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Local:
    """A moment, shown in the district's time zone and the reader's language.

    `when` knows its zone; `pattern` is a CLDR date pattern (Unicode TR 35), e.g. "d MMMM HH:mm". A
    `skeleton` in its stead, e.g. "MMMEd", names what is told and leaves its order to the language.
    """

    when: datetime
    pattern: str = "HH:mm:ss"
    skeleton: str | None = None


@dataclass(frozen=True)
class Names:
    """What something is called in each language, as the district file tells it.

    A language it has no name in is read in English.
    """

    spoken: Mapping[str, str | None]


@dataclass(frozen=True)
class Phrase:
    """A message and what fills its {placeholders}, in no language yet.

    The message may hold HTML tags of our own; values never do. `plural` is for more than one of
    `values["count"]`; `context` tells apart the same English words with two meanings.
    """

    message: str
    plural: str | None = None
    values: Mapping[str, "Value"] = field(default_factory=dict)
    context: str | None = None


Value: TypeAlias = str | int | Phrase | Local | Names


class CatalogMissingError(RuntimeError):
    """A language's words are not compiled; the text says what to do."""


def L(message: str, /, **values: Value) -> Phrase:  # noqa: N802 - short, as it stands in every text
    """Name a message."""
    return Phrase(message, values=values)


def N(one: str, many: str, /, *, count: int, **values: Value) -> Phrase:  # noqa: N802 - as L
    """Name a message whose form depends on `count`, which is also its {count}."""
    return Phrase(one, many, {**values, "count": count})


def C(context: str, message: str, /, **values: Value) -> Phrase:  # noqa: N802 - as L
    """Name a message whose English words mean something else elsewhere: `context` says which."""
    return Phrase(message, values=values, context=context)


def render(words: Phrase | str, language: str, *, timezone: tzinfo, html: bool = True) -> str:
    """The words as a person reads them.

    language: a key of LANGUAGES; timezone: the district's; html: escape the values for Telegram's
    HTML (off for buttons and other plain places). A plain str is a text that nobody translates, and
    is escaped like a value. What has no translation yet is said in English.
    """
    match words:
        case Phrase():
            template = translate(words, language)
            values = {
                name: say(value, language, timezone=timezone, html=html)
                for name, value in words.values.items()
            }
            return template.format_map(values)
        case str():
            return say(words, language, timezone=timezone, html=html)


def say(value: Value, language: str, *, timezone: tzinfo, html: bool) -> str:
    """One value of a phrase as text, made safe for the place where it will stand."""
    match value:
        case Phrase():
            return render(value, language, timezone=timezone, html=html)
        case Local(when, _, str(skeleton)):
            text = format_skeleton(skeleton, when, tzinfo=timezone, locale=language)
        case Local(when, pattern):
            text = format_datetime(when, pattern, tzinfo=timezone, locale=language)
        case Names(spoken):
            text = spoken.get(language) or str(spoken[SOURCE])
        case _:
            text = UNSENDABLE.sub("\ufffd", str(value))
    return escape(text, quote=False) if html else text


def translate(phrase: Phrase, language: str) -> str:
    """The phrase's template in that language, its placeholders still empty."""
    catalog = translations(language, FOLDER)
    if phrase.plural is not None:
        count = phrase.values["count"]
        assert isinstance(count, int)  # noqa: S101 - N takes nothing else; told to the type checker
        return catalog.ngettext(phrase.message, phrase.plural, count)
    if phrase.context is not None:
        return catalog.pgettext(phrase.context, phrase.message)
    return catalog.gettext(phrase.message)


@cache
def translations(language: str, folder: Path) -> NullTranslations:
    """A language's compiled catalog, read once per process.

    Raises CatalogMissingError when it was not compiled: better no start than a station in English.
    """
    if language == SOURCE:
        return NullTranslations()
    try:
        with catalog_path(language, folder).with_suffix(".mo").open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        mend = f"The words in {language} are missing: run `make catalogs`."
        raise CatalogMissingError(mend) from None


def catalog_path(language: str, folder: Path) -> Path:
    """Where a language's translations are kept, in gettext's usual layout."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def negotiate(language_code: str | None, default: str) -> str:
    """The language for Telegram's `language_code` (an IETF tag, often absent), else `default`.

    All of Chinese, zh-TW and zh-hant too, meets the one Chinese there is: nearer than English.
    """
    primary = re.split("[-_]", language_code or "", maxsplit=1)[0].lower()
    return next((each for each in LANGUAGES if telegram_code(each) == primary), default)


def telegram_code(language: str) -> str:
    """The two-letter code (ISO 639-1) that setMyCommands takes."""
    return language.split("_", maxsplit=1)[0]


def every_label(message: str) -> frozenset[str]:
    """What a button with this message says or ever said, in every language, each `bare`.

    A reply keyboard's press arrives as its text, from a phone that may show last year's words: make
    that `bare` too before you compare.
    """
    now = {translate(Phrase(message), language) for language in LANGUAGES}
    return frozenset(bare(label) for label in now | RETIRED.get(message, frozenset()))
