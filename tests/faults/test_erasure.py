"""Who is erased: their key is gone, so that nothing sealed with it opens any more; what the law keeps is
there, and the trail verifies (f48, f70)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select, update

from db import alerts, audit, bookings, erasures, inbox, outbox, residents, unread
from db.engine import Database
from db.outbox import ALARM, ANSWER, Draft
from db.residents import Resident
from db.seal import BrokenSealError
from services import alerts as alarms
from services import bookings as visits
from services import consents
from services import residents as people
from services.work import Work
from tests.conversations.test_privacy import tells_all
from tests.counter import TIMES, Counter, district
from tests.served import plan
from tests.town import Town

WANG, CHEN = 7_000_001, 7_000_002
NAME, PHONE, FRAME = "Aunt @Wang & Co", "13911112222", "LX55AB123"
WAYS = {"↩️ Withdraw my consent": "withdraw", "🗑 Delete": "erase"}


def the_resident(connection: Connection, person: int) -> Resident:
    return residents.load(connection, [person])[person]


@pytest.mark.parametrize("how", WAYS)
async def test_f48_an_old_copy_of_the_row_opens_nothing(town: Town, how: str) -> None:
    wang = town.resident
    await tells_all(wang)
    await wang.presses("🆘 Alarm")
    await wang.presses("📍 Share where I am", place=(40.81234, 111.65432))
    await town.officers.sees("👤 Aunt Wang")
    with town.database() as connection:
        backup = the_resident(connection, town.wang.id)
    await wang.writes("/privacy")
    page = await wang.hears("What I keep about you")
    await wang.presses(how, on=page)
    if how.startswith("🗑"):
        await wang.presses("🗑 Yes, delete", on=page)
    redrawn = await town.officers.sees("👤 Wang Fang\n")
    assert "📍 40.81234, 111.65432" in redrawn.text
    with town.database() as connection:
        live = the_resident(connection, town.wang.id)
        alarm = alerts.find(connection, 1)
        assert audit.verify(connection, town.keys) > 0
        assert audit_verbs(connection)[-1] == WAYS[how]
    assert (live.name, live.phone, live.community) == (None, None, None)
    key = town.keys.unwrap(live.key)
    for column, sealed in (("name", backup.name), ("phone", backup.phone)):
        assert sealed is not None
        assert town.keys.unwrap(backup.key).open(column, sealed)
        with pytest.raises(BrokenSealError):
            key.open(column, sealed)
    assert alarm is not None
    with pytest.raises(BrokenSealError):
        key.open(alarms.CALLED, alarm.called_as)
    assert alarm.key is not None
    assert backup.name is not None
    with pytest.raises(BrokenSealError):  # nor does the case keep what is gone
        town.keys.unwrap(alarm.key).open("name", backup.name)


def audit_verbs(connection: Connection) -> list[str]:
    return list(connection.scalars(select(audit.audit.c.verb).order_by(audit.audit.c.id)))


@pytest.fixture
def counter(database_url: str) -> Iterator[Counter]:
    counter = Counter(database_url, district())
    yield counter
    counter.database.close()


def _tells(work: Work) -> None:
    consents.agree(work, people.NOTICE)
    people.tell(work, people.meet(work), name=NAME, phone=PHONE, community="001")


def test_f48_alarms_from_before_each_had_a_key_stay_readable(counter: Counter) -> None:
    counter.does(WANG, _tells)
    alarm = counter.does(WANG, lambda work: alarms.raise_alert(work, silent=False))

    def as_before(work: Work) -> None:
        key = work.key_of(people.meet(work))
        old = {
            "called_as": key.seal(alarms.CALLED, "Wang"),
            "place": key.seal(alarms.PLACE, "40 111"),
        }
        work.connection.execute(update(alerts.alerts).values(key=None, **old))

    def reads(work: Work) -> tuple[str, object]:
        kept = alarms.mine(work, alarm.id)
        return alarms.called_as(work, kept), alarms.place_of(work, kept)

    counter.does(WANG, as_before)
    assert counter.does(WANG, reads) == ("Wang", (40.0, 111.0))
    counter.does(WANG, consents.erase)
    assert counter.does(WANG, reads) == ("Wang", (40.0, 111.0))
    with counter.database.reading() as connection:
        kept = alerts.find(connection, alarm.id)
        key = counter.house.keys.unwrap(the_resident(connection, WANG).key)
    assert kept is not None
    with pytest.raises(BrokenSealError):
        key.open(alarms.CALLED, kept.called_as)


def _books(moment: datetime, frame: str, work: Work) -> None:
    number = visits.hold(work, "short", moment).id
    visits.name_bike(work, number, frame)
    visits.confirm(work, number)


def test_f48_a_visit_stays_without_its_frame_number(counter: Counter) -> None:
    for person, moment in ((WANG, TIMES[0]), (CHEN, TIMES[1])):
        counter.does(person, partial(_books, moment, f"{FRAME}{person}"))
    counter.does(WANG, consents.erase)
    with counter.database.reading() as connection:
        (theirs,) = bookings.open_of(connection, WANG)
        (others,) = bookings.open_of(connection, CHEN)
    assert (theirs.state, theirs.frame, theirs.bike) == (bookings.BOOKED, None, None)
    assert others.frame is not None
    assert counter.does(CHEN, lambda work: visits.frame_of(work, others)) == f"{FRAME}{CHEN}"


def test_f48_what_waits_and_names_them_is_not_said(counter: Counter) -> None:
    counter.does(WANG, _tells)

    def says(work: Work) -> None:
        for number, (lane, words) in enumerate(
            [
                (ANSWER, "With an alarm the officers see: Aunt @\u2060Wang &amp; Co"),
                (ANSWER, "Your visit is booked."),
                (ANSWER, f"You gave {PHONE}."),
                (ALARM, f"{PHONE} is called."),
            ]
        ):
            later = work.now + timedelta(hours=1)
            draft = Draft(lane, WANG, "message", {"text": words, "n": number}, not_before=later)
            work.turn.drafts.append(draft)

    counter.does(WANG, says)
    counter.does(WANG, consents.erase)
    with counter.database.reading() as connection:
        waits = (
            select(outbox.outbox.c.content).where(outbox.is_pending).order_by(outbox.outbox.c.id)
        )
        said = [words for words in connection.scalars(waits) if '"n"' in words]
    assert len(said) == 2
    assert "booked" in said[0]
    assert "is called" in said[1]


@pytest.mark.parametrize("may_be_an_alarm", [False, True])
def test_f48_the_words_of_what_was_set_aside_go_unless_it_may_be_an_alarm(
    counter: Counter, *, may_be_an_alarm: bool
) -> None:

    counter.does(WANG, _tells)
    with counter.database.writing() as connection:
        for number, person in enumerate((WANG, CHEN), start=1):
            arrival = inbox.Arrival(number, person, False, f"words of {person}")
            inbox.file(connection, 1, [arrival], counter.now)
            inbox.park(connection, number, counter.now, "unreadable")
        if may_be_an_alarm:
            room = next(iter(counter.station.rooms))
            case = {"chat_id": WANG, "parked": 1, "count": 1, "room_id": room, "rooms": [room]}
            case |= {"called": [], "open_since": counter.now}
            connection.execute(insert(unread.unread).values(case))
    counter.does(WANG, consents.erase)
    with counter.database.reading() as connection:
        raw = list(connection.scalars(select(inbox.inbox.c.raw).order_by(inbox.inbox.c.id)))
    assert raw == [f"words of {WANG}" if may_be_an_alarm else "", f"words of {CHEN}"]


def test_f48_what_was_set_aside_and_what_waits_is_found_along_an_index(database_url: str) -> None:
    database = Database(database_url)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with database.writing() as connection:
        some = [inbox.Arrival(number, number, False, "words") for number in range(1, 3001)]
        inbox.file(connection, 1, some, now)
        inbox.finish(connection, range(10, 3001), now)
        for number in range(1, 10):
            inbox.park(connection, number, now, "unreadable")
        drafts = [Draft(ANSWER, number, "message", {}) for number in range(1, 3001)]
        outbox.write(connection, drafts, now)
    database.close()
    assert "ix_inbox_parked" in plan(database_url, erasures.set_aside, {"chat": 7})
    assert "ix_outbox_chat" in plan(database_url, erasures.waiting_in([7, 8, 9]), {})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_f70_the_file_does_not_keep_what_was_erased(counter: Counter) -> None:
    """PostgreSQL gives a row's place back when it vacuums, and has no file of its own to look into."""
    file = counter.database.file
    assert file is not None
    counter.does(WANG, _tells)
    with counter.database.reading() as connection:
        before = the_resident(connection, WANG)
    secrets = [before.key, before.name or b"?", before.phone or b"?"]
    counter.does(WANG, consents.erase)
    counter.database.close()  # the last one to leave empties the log into the file
    assert not file.with_name(file.name + "-wal").exists()
    kept = file.read_bytes()
    pieces = [secret[at : at + 12] for secret in secrets for at in range(len(secret) - 12)]
    assert [piece for piece in pieces if piece in kept] == []
