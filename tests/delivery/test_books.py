"""Leases and fences: what is on its way belongs to one leader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot import books
from bot.books import COUNTED, Books
from bot.fates import Fate, Outcome
from db import cards, leaders, leases, outbox
from db.engine import Database
from db.leaders import DeposedError
from db.leases import Leased
from db.outbox import ALARM, CAMPAIGN, NOTICE, Draft
from tests.served import plan

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def lead(database: Database) -> int:
    with database.writing() as connection:
        return leaders.take_over(connection, NOW, "test")


def written(database: Database, lane: int) -> int:
    draft = Draft(lane, 7, "message", {"text": "x"})
    with database.writing() as connection:
        return outbox.write(connection, [draft], NOW)[0].id


def test_f31_a_row_is_leased_once_and_the_late_finisher_is_fenced_off(database_url: str) -> None:
    database = Database(database_url)
    first = lead(database)
    row = written(database, ALARM)
    early = Books(database, first)
    leased = early.turn([], [row], NOW).leased
    assert len(leased) == 1
    assert early.turn([], [row], NOW).leased == []
    late = Books(database, lead(database))
    assert [queued.id for queued in late.open(NOW).waiting] == [row]
    again = late.turn([], [row], NOW).leased
    assert again[0].repeat
    with pytest.raises(DeposedError):
        early.turn([Outcome(leased[0], Fate.ARRIVED, 1)], [], NOW)
    with database.writing() as connection:  # even if it did not ask who leads
        assert not leases.end(connection, leased[0], first, NOW, outbox.SENT, 1)
    late.turn([Outcome(again[0], Fate.ARRIVED, 2)], [], NOW)
    assert late.missed() == []
    database.close()


def test_of_many_that_wait_a_part_is_looked_at_each_time_and_all_that_is_new(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "PART", 3)
    database = Database(database_url)
    found = Books(database, lead(database))
    rows = [written(database, CAMPAIGN) for _ in range(7)]
    found.open(NOW)

    def looks() -> list[int]:
        return sorted({queued.id for queued in found.missed()})

    assert looks() == rows[:3]
    alarm = written(database, ALARM)
    assert looks() == [*rows[3:6], alarm]
    assert looks() == [rows[6], alarm]
    assert looks() == rows[:3]
    database.close()


def test_a_campaign_message_cut_off_on_its_way_is_not_repeated(database_url: str) -> None:
    database = Database(database_url)
    row = written(database, CAMPAIGN)
    Books(database, lead(database)).turn([], [row], NOW)
    assert Books(database, lead(database)).open(NOW).waiting == []
    database.close()


def test_what_a_group_was_sent_in_the_last_minute_is_known_to_the_next_leader(
    database_url: str,
) -> None:
    database = Database(database_url)
    books = Books(database, lead(database))
    group, other = -1001, -1002

    def sent(at: datetime, draft: Draft, message: int | None) -> None:
        with database.writing() as connection:
            row = outbox.write(connection, [draft], at)[0].id
        leased = books.turn([], [row], at).leased
        if message is not None:
            books.turn([Outcome(leased[0], Fate.ARRIVED, message, shown="x")], [], at)

    def card(words: str) -> Draft:
        return Draft(ALARM, group, "card", {"text": words}, card="alerts 1")

    first, second, third = (NOW + timedelta(seconds=seconds) for seconds in (1, 20, 40))
    sent(NOW - timedelta(seconds=1), Draft(ALARM, group, "message", {"text": "x"}), 1)
    sent(first, card("open"), 2)
    sent(second, card("accepted"), 2)
    sent(second, Draft(ALARM, 7, "message", {"text": "in private"}), 3)
    sent(second, Draft(ALARM, group, "toast", {"text": "", "query": "1", "popup": False}), 0)
    sent(third, card("made again, because somebody deleted it"), 4)
    sent(third, Draft(ALARM, other, "toast", {"text": "", "query": "2", "popup": False}), None)
    sent(third, Draft(ALARM, other, "message", {"text": "on its way"}), None)
    now = NOW + COUNTED
    said = Books(database, lead(database)).open(now).said
    assert [(one.row.chat_id, one.at, one.row.edit, one.row.case) for one in said] == [
        (group, first, False, "alerts 1"),
        (group, second, True, "alerts 1"),
        (group, third, False, "alerts 1"),
        (other, now, False, None),
    ]
    database.close()


@pytest.mark.parametrize("ends", ["unanswered", "unanswered, and newer waits", "with its process"])
def test_what_a_card_shows_is_not_known_while_a_change_of_it_may_have_arrived(
    database_url: str, ends: str
) -> None:
    """Accepted, and open again while nobody answers: the card may say either."""
    database = Database(database_url)
    books = Books(database, lead(database))

    def writes(words: str) -> list[int]:
        draft = Draft(ALARM, -1001, "card", {"text": words}, card="alerts 1")
        with database.writing() as connection:
            return [row.id for row in outbox.write(connection, [draft], NOW)]

    def lease(words: str) -> Leased:
        return books.turn([], writes(words), NOW).leased[0]

    opened = lease("open")
    shown = cards.digest(opened.content)
    books.turn([Outcome(opened, Fate.ARRIVED, 2, shown=shown)], [], NOW)
    assert writes("open") == []  # it shows that
    change = lease("accepted")
    if ends == "with its process":
        books = Books(database, lead(database))
        books.open(NOW)
        again = lease("open")
    elif ends == "unanswered":
        books.turn([Outcome(change, Fate.UNKNOWN)], [], NOW)
        again = lease("open")
    else:
        (row,) = writes("open")
        books.turn([Outcome(change, Fate.UNKNOWN)], [], NOW)
        again = books.turn([], [row], NOW).leased[0]
    assert again.content == opened.content
    assert again.message_id == 2
    assert again.shown != shown  # so the sender says it once more
    database.close()


def test_an_edit_on_its_way_does_not_bring_back_a_card_that_was_forgotten(
    database_url: str,
) -> None:
    database = Database(database_url)
    books = Books(database, lead(database))

    def lease(words: str) -> Leased:
        draft = Draft(ALARM, -1001, "card", {"text": words}, card="alerts 1")
        with database.writing() as connection:
            row = outbox.write(connection, [draft], NOW)[0].id
        return books.turn([], [row], NOW).leased[0]

    def known() -> cards.Kept:
        with database.reading() as connection:
            return cards.kept(connection, [(-1001, "alerts 1")])

    books.turn([Outcome(lease("open"), Fate.ARRIVED, 2, shown="x")], [], NOW)
    edit = lease("accepted")
    with database.writing() as connection:
        cards.forget(connection, -1001, "alerts 1")
    books.turn([Outcome(edit, Fate.ARRIVED, 2, shown="y")], [], NOW)
    assert known() == {}
    books.turn([Outcome(lease("anew"), Fate.ARRIVED, 3, shown="z")], [], NOW)
    assert known() == {(-1001, "alerts 1"): (3, "z")}
    database.close()


def test_an_edit_that_comes_late_is_not_another_message_of_the_card(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        cards.keep(connection, -1001, "alerts 1", 2, "x", is_new=True)
        cards.keep(
            connection, -1001, "alerts 1", 5, "y", is_new=True
        )  # it was made again meanwhile
        cards.keep(connection, -1001, "alerts 1", 2, "z", is_new=False)
        assert cards.kept(connection, [(-1001, "alerts 1")]) == {(-1001, "alerts 1"): (5, "y")}
    database.close()


def test_what_waits_for_a_card_is_an_edit_as_soon_as_its_message_is_there(
    database_url: str,
) -> None:
    database = Database(database_url)
    books = Books(database, lead(database))

    def write(words: str) -> outbox.Queued:
        draft = Draft(ALARM, -1001, "card", {"text": words}, card="alerts 1")
        with database.writing() as connection:
            return outbox.write(connection, [draft], NOW)[0]

    leased = books.turn([], [write("open").id], NOW).leased
    newer = write("accepted")
    assert not newer.edit  # if the first fails it has to go as an alarm does
    page = books.turn([Outcome(leased[0], Fate.ARRIVED, 2, shown="x")], [], NOW)
    assert [(one.id, one.edit) for one in page.waiting] == [(newer.id, True)]
    database.close()


def test_the_case_of_a_message_is_said_by_its_cards_name(database_url: str) -> None:
    database = Database(database_url)
    names = {
        "alerts 12": "alerts 12",
        "alerts 12 called": "alerts 12",
        "alerts 12 again 1796026899": "alerts 12",
        "topics 12": "alerts 12",
        "rollups 3 17": "rollups 3",
        "bookings 7 ticket": "bookings 7",
        "canary": None,
    }
    drafts = [Draft(NOTICE, -1001, "card", {"text": name}, card=name) for name in names]
    named = Draft(NOTICE, -1001, "card", {"text": "x"}, card="talk 5", case="alerts 12")
    heard = Draft(NOTICE, -1001, "message", {"text": "x"}, about="bookings 7")
    with database.writing() as connection:
        written = outbox.write(connection, [*drafts, named, heard], NOW)
        assert [one.case for one in written] == [*names.values(), "alerts 12", "bookings 7"]
        assert outbox.waiting(connection) == written
    leased = Books(database, lead(database)).turn([], [one.id for one in written], NOW).leased
    assert [one.again(NOW, held=False).case for one in leased] == [one.case for one in written]
    database.close()


def test_what_waits_for_a_card_is_found_by_an_index(database_url: str) -> None:
    database = Database(database_url)
    many = [
        Draft(CAMPAIGN, 7, "card", {"text": "x"}, card=f"campaigns {number}")
        for number in range(1, 3001)
    ]
    with database.writing() as connection:
        outbox.write(connection, many, NOW)
    database.close()
    asked = {"chat": 7, "name": "campaigns 7"}
    assert "ix_outbox_card" in plan(database_url, outbox._newest_of, asked)


def test_a_message_younger_than_all_we_know_of_is_the_one_on_its_way(database_url: str) -> None:
    database = Database(database_url)
    books = Books(database, lead(database))
    chat = -1001

    def lease(name: str) -> Leased:
        draft = Draft(ALARM, chat, "card", {"text": name}, card=name)
        with database.writing() as connection:
            row = outbox.write(connection, [draft], NOW)[0].id
        return books.turn([], [row], NOW).leased[0]

    def found(message_id: int) -> str | None:
        with database.reading() as connection:
            return leases.new_on_its_way(connection, chat, message_id)

    assert found(1) is None  # nothing is on its way
    first = lease("talk 1")
    assert found(5) == "talk 1"
    books.turn([Outcome(first, Fate.ARRIVED, 5, shown="x")], [], NOW)
    lease("talk 2")
    assert (found(5), found(6)) == (None, "talk 2")
    lease("talk 3")
    assert found(7) is None  # it may be either
    database.close()


def test_the_desk_makes_room_for_a_turn_that_rings(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    books, hurried = Books(database, lead(database)), []
    confirm = leaders.confirm

    def confirms(connection: Connection, epoch: int) -> None:
        hurried.append(bool(database.haste))
        confirm(connection, epoch)

    monkeypatch.setattr("db.leaders.confirm", confirms)
    books.turn([], [written(database, ALARM)], NOW, rings=True)
    books.turn([], [written(database, ALARM)], NOW)
    assert hurried == [True, False]
    database.close()
