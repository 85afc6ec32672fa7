"""Forged and replayed presses, and floods."""

from __future__ import annotations

import itertools
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.cli import settle_district
from cards.presses import Press
from db import inbox
from sandbox import limits as sandbox_limits
from sandbox.people import Phone
from sandbox.records import Chat
from tests.rooms import UNHURRIED
from tests.town import ALARMS, Town, built

EXAMPLES = int(os.environ.get("EXAMPLES", "2000"))
numbers = itertools.count(90_000_000)

FACTS = (
    *("alerts", "talks", "officers", "invitations"),
    *("rooms", "groups", "communities", "audit", "inbox"),
    *("bookings", "taken_places", "waits", "walk_ins"),
    *("window_days", "window_settings", "added_errands"),
)
# What anybody may choose for themselves, or look at, in their private chat.
OWN = ("1|residents.", "1|greetings.", "1|consents.", "1|cases.", "1|officers.duty", "1|bookings.")


def pressed(town: Town, who: Phone, chat: Chat | None, data: str) -> str:
    """A press with data that no button of ours holds; gives the id that waits for an answer."""
    here = chat or town.telegram.private_chat(town.bot, who.person)
    press = town.telegram.press(town.bot, who.person, here)
    message = {
        "message_id": 1,
        "date": int(town.telegram.clock.now()),
        "chat": here.wire(),
        "from": town.bot.wire(),
        "text": "a card",
    }
    query = {
        "id": press.id,
        "from": who.person.wire(),
        "message": message,
        "chat_instance": "1",
        "data": data,
    }
    town.telegram.inject(town.bot, {"callback_query": query})
    return press.id


async def answered(town: Town, presses: list[str], within: float = 60) -> list[str]:
    """What popped up for each press, once all of them are answered."""
    waiting = [town.bot.presses[press] for press in presses]
    done = await town.telegram.until(
        lambda: True if all(press.answer is not None for press in waiting) else None, within
    )
    assert done, "a press stays unanswered"
    return [str((press.answer or {}).get("text", "")) for press in waiting]


def facts(town: Town) -> dict[str, list[Any]]:
    """All that is known, but for what came in and is not set aside."""
    told: dict[str, list[Any]] = {}
    with town.database() as connection:
        for table in FACTS:
            rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()  # noqa: S608 - our own names
            if table == "inbox":
                rows = [row for row in rows if row.state == "parked"]
            # When the clock does something next is the clock's affair, not a press's.
            told[table] = [
                tuple(str(value) for name, value in row._mapping.items() if name != "due_at")
                for row in rows
            ]
    return told


PARTS = st.sampled_from(
    [*Press.kinds, "1", "2", "0", "-1", "", "helped", "zh_Hans", "en", "001", "999", "9" * 30]
) | st.text(max_size=12)
FORGED = st.one_of(
    st.lists(PARTS, max_size=5).map("|".join),
    st.lists(PARTS, max_size=4).map(lambda parts: "|".join(["1", *parts])),
    st.text(max_size=80),
)


async def test_f36_forged_presses_change_nothing_and_are_answered(town: Town) -> None:
    settle_district(town.settings(), town.district() + UNHURRIED)  # however long it takes
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.telegram.settled(quiet=0.3)
    forged: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(FORGED)
    def collect(data: str) -> None:
        forged.append(data)

    collect()
    before = facts(town)
    everybody = [(town.chen, None), (town.wang, None), (town.chen, town.alarm_group)]
    # What a resident may choose for themselves is no forgery from their own hand.
    forged = [data for data in forged if not data.startswith(OWN)]
    for start in range(0, len(forged), 500):
        some = forged[start : start + 500]
        presses = [pressed(town, *everybody[n % 3], data) for n, data in enumerate(some)]
        await answered(town, presses)
    assert facts(town) == before


def every_press(number: int) -> list[str]:
    """One of each kind of press there is, about that case."""
    values = {
        **dict.fromkeys(("number", "visit"), str(number)),
        "outcome": "helped",
        "language": "mn",
        "community": "001",
        "kind": "theft",
        "role": "duty_lead",
        "state": "off",
        "purpose": "both",
        "errand": "new_plate",
        "window": "ebikes",
        "what": "seats",
        "words": "2",
        "month": "24324",
        **dict.fromkeys(("day", "first", "last"), "739958"),
        **dict.fromkeys(("version", "which", "officer", "room"), "1"),
        **dict.fromkeys(("stars", "minutes"), "5"),
        **dict.fromkeys(("page", "moment", "half", "new", "fits", "ticks", "paper"), "0"),
    }
    return [
        "|".join(["1", verb, *(values[name] for name in kind.model_fields)])
        for verb, kind in Press.kinds.items()
    ]


def with_a_second_room(district: str, officer: int) -> str:
    """The district with a room of its own for Wanjin, where one officer serves."""
    return (
        district.replace('["001", "011"]', '["001"]')
        + f"""
[[rooms]]
code = "second"
name = {{ zh_Hans = "第二警务室", en = "Second Room" }}
communities = ["011"]
officers = [{{ id = {officer}, name = "Sun" }}]
"""
    )


async def test_f36_no_press_works_for_the_wrong_person_or_case_or_in_the_wrong_chat(
    town: Town,
) -> None:
    strangers = town.telegram.add_group("Strangers", [town.chen, town.li], town.bot)
    sun = town.telegram.add_person("Sun")
    settle_district(town.settings(), with_a_second_room(town.district(), sun.id) + UNHURRIED)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.telegram.settled(quiet=0.3)
    before = facts(town)
    wrong: list[tuple[Phone, Chat | None, int]] = [
        (town.chen, None, 1),  # nobody's officer, in private, in the officers' chat, elsewhere
        (town.chen, town.alarm_group, 1),
        (town.chen, strangers, 1),
        (town.wang, town.alarm_group, 1),  # the resident themselves
        (town.li, strangers, 1),  # an officer in a foreign chat
        (sun, None, 1),  # an officer of another room
        (sun, town.alarm_group, 1),
        (town.li, None, 999),  # a case that is not there
    ]
    presses = [
        pressed(town, who, chat, data)
        for who, chat, number in wrong
        for data in every_press(number)
        if not (chat is None and data.startswith(OWN))
    ]
    told = await answered(town, presses)
    assert all(told)
    assert facts(town) == before


async def test_f36_no_press_works_in_the_wrong_state(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    close = [pressed(town, town.li, town.alarm_group, "1|alerts.close|1|helped")]
    assert await answered(town, close) == ["Accept alarm 1 first."]
    accept = "1|alerts.accept|1"
    assert await answered(town, [pressed(town, town.li, None, accept)]) == ["Alarm 1 is yours."]
    other = [pressed(town, town.zhao, town.alarm_group, "1|alerts.close|1|helped")]
    assert await answered(town, other) == ["Alarm 1 is with Li Na."]
    unknown = [pressed(town, town.li, town.alarm_group, "1|alerts.close|1|vanished")]
    assert await answered(town, unknown) == ["This button does not work any more."]
    await answered(town, [pressed(town, town.li, town.alarm_group, "1|alerts.close|1|helped")])
    await town.officers.sees("Closed by Li Na")
    before = facts(town)
    over = ("accept", "set_out", "arrive", "help", "hand_over", "to_officer", "to_room", "close")
    replayed = [
        data for data in every_press(1) if data.split("|")[1].removeprefix("alerts.") in over
    ]
    assert len(replayed) == len(over)
    told = await answered(
        town, [pressed(town, town.li, town.alarm_group, data) for data in replayed]
    )
    assert set(told) == {"Alarm 1 is closed."}
    assert facts(town) == before


async def test_f37_numbers_of_others_are_answered_like_numbers_of_nobody(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    chen = town.stranger
    await chen.writes("/mycases")
    await chen.hears("You have no cases yet")
    for asked in ("1", "999", "0", "-1", "1 2", "9" * 30, "١", "Alarm 1", ""):
        await chen.writes(f"/mycase {asked}".strip())
        await chen.hears("You have no case with this number")
    told = {seen.text for seen in chen.screen() if "no case with" in seen.text}
    assert len(told) == 1
    looks = [f"1|cases.look|{kind}|{n}" for kind in ("alerts", "lights") for n in (1, 999)]
    presses = [pressed(town, town.chen, None, look) for look in looks]
    presses += [pressed(town, town.chen, town.alarm_group, looks[0])]
    popped = await answered(town, presses)
    assert set(popped[:4]) == told
    assert popped[4] == "This button does not work any more."
    await chen.writes("/privacy")
    page = await chen.hears("What I keep about you")
    await chen.presses("📄 A copy", on=page)
    assert "Alarm" not in (await chen.hears("📄 Your data")).text


async def test_f39_a_tampered_link_is_a_plain_start(town: Town) -> None:
    chen = town.stranger
    await chen.writes("/start c_011' OR 1")
    await chen.hears("Which language")
    for payload in ("c_999", "c_", "c_011_", "x_011", "C_011", "c_" + "0" * 62):
        await chen.starts(payload)
        await chen.hears("Your community police room")
        question = await chen.hears("Which language")
    await chen.presses("English", on=question)
    await chen.presses("✅ I agree", on=question)
    await chen.sees("Where do you live?")
    with town.database() as connection:
        known = connection.execute(text("SELECT community, name, phone FROM residents")).one()
    assert tuple(known) == (None, None, None)


async def test_f42_a_thousand_presses_are_one_alarm_and_hold_up_nobody(
    database_url: str, tmp_path: Path
) -> None:
    presses = 1000 if database_url.startswith("sqlite") else 300  # each is a round trip there
    async with built(database_url, tmp_path, limits=sandbox_limits.Limits()) as town:
        town.limits = None
        settle_district(town.settings(), town.district() + UNHURRIED)
        await town.start()
        began = town.now()
        chen = town.stranger
        await town.resident.writes("/alarm")
        for _ in range(presses // 2 - 1):
            await town.resident.writes("🆘 Alarm")
        await chen.writes("🆘 Alarm")
        for _ in range(presses // 2):
            await town.resident.writes("🆘 Alarm")
        await town.officers.hears("Alarm 1")
        await town.officers.hears("Alarm 2")
        await town.until(
            lambda c: c.scalar(text("SELECT presses FROM alerts WHERE id = 1")) == presses,
            within=180,
        )
        town.moves_clock(61)
        await town.officers.sees(f"Pressed {presses} times")
        sent = [call for call in town.telegram.log if call.method == "sendMessage"]
        anew = (town.now() - began) // timedelta(minutes=1)  # more of them on a slow machine
        assert len([call for call in sent if call.parameters["chat_id"] == ALARMS]) <= 2 + anew
        assert (
            len([call for call in sent if call.parameters["chat_id"] == town.wang.id]) <= 3 + anew
        )
        with town.database() as connection:
            rows = inbox.inbox.c.chat_id, inbox.inbox.c.ended_at
            ended = [tuple(row) for row in connection.execute(select(*rows))]
            neighbour = max(at for chat, at in ended if chat == town.chen.id)
            after = sum(chat == town.wang.id and at > neighbour for chat, at in ended)
            assert after > presses / 3  # the flood went on behind the neighbour
            left = connection.execute(inbox.inbox.select().where(inbox.inbox.c.state == "parked"))
            assert not left.all()
