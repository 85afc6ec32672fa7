"""What a resident sees of themselves and of the bot: languages, communities, help, about me."""

from __future__ import annotations

from functools import lru_cache

from cards.keyboards import in_rows
from cards.presses import Number, Press
from locales import LANGUAGES, L, Names, Phrase
from services.residents import Portrait
from services.rooms import Station
from services.speech import Button, Buttons
from services.work import Work

IN_A_ROW = 3


class Speak(Press):
    verb = "residents.speak"

    language: str


class Live(Press):
    verb = "residents.live"

    community: str


class Agree(Press):
    """Agreed, and on to "About me"."""

    verb = "residents.agree"

    version: Number


class NotNow(Press):
    verb = "residents.not_now"


class Correct(Press):
    """From the privacy page to "About me"."""

    verb = "residents.correct"


def help_text(work: Work) -> Phrase:
    return L(
        "🆘 <b>Alarm</b>: the officers see it at once, and you see who comes.\n"
        "🤫 <b>Silent alarm</b>: the same, and nothing here makes a sound.\n"
        "📅 <b>Book a visit</b> /book: for a plate and more; /mybookings moves or cancels it.\n"
        "🗂 <b>My cases</b> /mycases: what became of your alarms.\n"
        "👤 <b>About me</b> /about: what the officers shall call you, if you like.\n"
        "🌐 <b>Language</b> /language: 中文, English, Монгол.\n"
        "🔒 <b>Privacy</b> /privacy: what I keep about you, and how to delete it.\n"
        "⏹ /cancel stops what is under way.\n\n"
        "The bot does not call {police} for you. Pressed by mistake? No harm done, just tell us. "
        "Only false alarms on purpose are an offence.",
        police=work.station.police,
    )


def languages() -> Buttons:
    """Each language in itself, so that it is found by who needs it."""
    return [[Button(name, Speak(language=language).pack())] for language, name in LANGUAGES.items()]


@lru_cache(maxsize=1)
def communities(station: Station) -> Buttons:
    """All of them; a reading of the station never changes, so they are made once for each."""
    keys = [
        Button(L("{community}", community=Names(community.names)), Live(community=code).pack())
        for code, community in station.communities.items()
    ]
    return in_rows(keys, IN_A_ROW)


def about(work: Work, portrait: Portrait) -> Phrase:
    """What the officers see when this resident raises the alarm."""
    community = work.station.communities.get(portrait.community or "")
    return L(
        "👤 {name}\n📱 {phone}\n🏘 {community}",
        name=portrait.called,
        phone=portrait.phone or L("not told"),
        community=Names(community.names) if community else L("not told"),
    )
