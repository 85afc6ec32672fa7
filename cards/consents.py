"""The privacy notice, what is kept about a resident in plain words, and a copy of it for them.

PIPL Art. 17 says what a notice has to tell: who, why, how, what, how long, and which rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cards import cases, waits
from cards.presses import Number, Press
from cards.residents import Correct
from cards.said import joined, literally
from db import waits as line_of_waiting
from db.residents import Resident
from locales import LANGUAGES, L, Local, Names, Phrase, render
from services import residents
from services.residents import NOTICE
from services.speech import Button, Buttons
from services.work import Work

DAY = "yyyy-MM-dd HH:mm"
PAGE = 3600  # UTF-16 units; Telegram takes 4,096 of a message
MOST = 2000  # lines of cases in a copy
FILES = L("🖼 Pictures, voices and other files are not kept by me: they stand above in this chat.")
NOT_ALL = L(
    "➕ There is more than I can write here. Your police room gives you the rest; just ask there."
)


class Agree(Press):
    verb = "consents.agree"

    version: Number


class Withdraw(Press):
    verb = "consents.withdraw"


class Copy(Press):
    verb = "consents.copy"


class AskErase(Press):
    verb = "consents.ask_erase"


class Erase(Press):
    verb = "consents.erase"


class Keep(Press):
    verb = "consents.keep"


def notice(work: Work) -> Phrase:
    """The notice. Whoever changes its meaning raises services.residents.NOTICE, so that everybody is
    asked again (PIPL Art. 14)."""
    return L(
        "🔒 <b>Your data, in short</b>\n"
        "<b>Who:</b> {station}.\n"
        "<b>Why:</b> so that officers can help you and reach you; for nothing else.\n"
        "<b>What:</b> your Telegram number and language. With an alarm also the name Telegram shows, "
        "what you write and where you are. And, if you like: a name, a phone number, your community.\n"
        "<b>How long:</b> what you tell about yourself until you delete it; alarms as long as the law "
        "on case records says.\n"
        "<b>Your rights:</b> see, correct, copy, delete, withdraw: 🔒 Privacy, any time.\n"
        "⚠️ Telegram's servers are abroad. Please never write ID or bank card numbers here.\n\n"
        "The alarm works whether you agree or not.",
        station=Names(work.station.facts["name"]),
    )


def answers(agree: Press, not_now: Press) -> Buttons:
    return [[Button(L("✅ I agree"), agree.pack())], [Button(L("Not now"), not_now.pack())]]


def page(work: Work, resident: Resident) -> Phrase:
    """The notice, and what is kept about this resident."""
    head = L("<b>What I keep about you</b>")
    told = [notice(work), "", head, *_kept(work, resident), _standing(resident)]
    return joined(told)


def buttons(resident: Resident) -> Buttons:
    agree = [Button(L("✅ I agree"), Agree(version=NOTICE).pack())]
    withdraw = [Button(L("↩️ Withdraw my consent"), Withdraw().pack())]
    correct = Button(L("✏️ Correct"), Correct().pack())
    copied = Button(L("📄 A copy"), Copy().pack())
    erase = Button(L("🗑 Delete"), AskErase().pack())
    rows = [] if residents.consents(resident) else [agree]
    if resident.consented_at is not None:
        rows.append(withdraw)
    return [*rows, [correct, copied, erase]]


def sure() -> Phrase:
    """What deleting takes away, and what it cannot (PIPL Art. 47: what the law keeps is restricted)."""
    return L(
        "🗑 <b>Delete your name, phone number, community and your bikes' frame numbers?</b>\n"
        "Records of your alarms and visits stay for as long as the law makes the police keep them, and are "
        "used for nothing but the case. What officers have read in Telegram stays in their chats."
    )


def sure_buttons() -> Buttons:
    return [
        [Button(L("🗑 Yes, delete"), Erase().pack())],
        [Button(L("Keep it"), Keep().pack())],
    ]


def copy(work: Work, resident: Resident) -> Iterator[Phrase]:
    """What is kept about the resident, as many messages as it takes (PIPL Art. 45): the profile, what they
    wait for, and all that is kept of their cases. Who has more than fits gets the rest from their room: no
    alarm waits behind a copy."""
    head = L("📄 <b>Your data</b>, {time}", time=Local(work.now, DAY))
    since = L("👋 First contact: {time}", time=Local(resident.since, DAY))
    number = L("Telegram number: {number}", number=resident.id)
    profile = [head, number, since, *_kept(work, resident), _standing(resident), *_awaited(work)]
    told = list(islice(cases.everything(work), MOST + 1))
    end = [FILES if len(told) <= MOST else NOT_ALL]
    size = 0
    some: list[Phrase | str] = []
    for line in [*profile, *told[:MOST], "", *end]:
        length = _units(work, resident, line)
        if some and size + length > PAGE:
            yield joined(some)
            some, size = [], 0
        some.append(line)
        size += length
    yield joined(some)


def _awaited(work: Work) -> list[Phrase]:
    mine = line_of_waiting.of_resident(work.connection, work.here.person_id)
    return [waits.standing(work, mine)[0]] if mine else []


def _units(work: Work, resident: Resident, line: Phrase | str) -> int:
    told = render(line, resident.language, timezone=work.turn.house.timezone)
    return len(told.encode("utf-16-le")) // 2 + 1


def _kept(work: Work, resident: Resident) -> list[Phrase | str]:
    key = work.key_of(resident)
    nothing = L("not told")
    name = literally(key.open("name", resident.name)) if resident.name else nothing
    phone = literally(key.open("phone", resident.phone)) if resident.phone else nothing
    community = work.station.communities.get(resident.community or "")
    return [
        L("👤 {name}", name=name),
        L("📱 {phone}", phone=phone),
        L("🏘 {community}", community=Names(community.names) if community else nothing),
        L("🌐 {language}", language=LANGUAGES[resident.language]),
        L("🗂 Your cases: /mycases"),
    ]


def _standing(resident: Resident) -> Phrase:
    if resident.consented_at is None:
        return L("➖ You have not agreed, so no name, number or community is kept.")
    at = Local(resident.consented_at, DAY)
    if residents.consents(resident):
        return L("✔️ You agreed on {time}.", time=at)
    return L("⚠️ You agreed on {time}, to an earlier notice. Please read this one.", time=at)
