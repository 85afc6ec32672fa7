"""What the outbox owes: until when a message makes sense, who hears if it does not arrive, what a chat holds
that takes nothing, and what comes of it when a group moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.books import Books, Page
from bot.fates import HELD_MOST, Fate, Outcome
from db import holds, leaders, outbox, tidings
from db.engine import Database
from db.leases import Leased
from db.outbox import ALARM, ANSWER, CAMPAIGN, NOTICE, Draft
from services import lifetimes

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OLD, NEW, WANG = -5, -1005, 7


class Ledger:
    """Books of a leader, and what they know."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.books = self.leads()

    def leads(self) -> Books:
        """Another process leads from now on."""
        with self.database.writing() as connection:
            epoch = leaders.take_over(connection, NOW, "test")
        self.books = Books(self.database, epoch)
        return self.books

    def writes(self, *drafts: Draft) -> list[int]:
        with self.database.writing() as connection:
            return [row.id for row in outbox.write(connection, drafts, NOW)]

    def goes(self, row_id: int, now: datetime = NOW) -> Leased:
        return self.books.turn([], [row_id], now).leased[0]

    def went(self, row: Leased, fate: Fate, **how: object) -> Page:
        return self.books.turn([Outcome(row, fate, **how)], [], NOW)  # type: ignore[arg-type]  # as it is named

    def told(self) -> list[tuple[str, str]]:
        """News that nobody has heard yet: about what, and which."""
        with self.database.reading() as connection:
            return [(one.about, one.outcome) for one in tidings.waiting(connection, NOW)]

    def waits(self, chat: int) -> list[str]:
        """What waits for a chat, oldest first."""
        table = outbox.outbox
        standing = select(table.c.content).where(table.c.chat_id == chat, outbox.is_pending)
        with self.database.reading() as connection:
            return list(connection.scalars(standing.order_by(table.c.id)))


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    made = Ledger(database_url)
    yield made
    made.database.close()


def message(chat: int = WANG, lane: int = ANSWER, **how: object) -> Draft:
    return Draft(lane, chat, "message", {"text": "x"}, **how)  # type: ignore[arg-type]  # as it is named


def card(words: str, chat: int = OLD, name: str = "alerts 1") -> Draft:
    return Draft(ALARM, chat, "card", {"text": words}, card=name)


# --- until when ----------------------------------------------------------------------------


def test_what_is_said_ends_by_its_kind_and_a_card_or_an_alarm_never() -> None:
    def lasts(draft: Draft) -> timedelta | None:
        until = lifetimes.ending(draft, NOW).until
        return None if until is None else until - NOW

    assert lasts(Draft(ALARM, WANG, "toast", {})) == timedelta(minutes=1)
    assert lasts(Draft(NOTICE, WANG, "reaction", {})) == timedelta(days=1)
    assert lasts(Draft(ANSWER, WANG, "edit", {})) == timedelta(days=1)
    assert lasts(message(lane=ANSWER)) == timedelta(days=1)
    assert lasts(message(lane=NOTICE)) == timedelta(days=3)
    assert lasts(message(lane=ALARM)) is None
    assert lasts(card("x")) is None
    assert lasts(message(until=NOW + timedelta(hours=2))) == timedelta(hours=2)


def test_what_makes_no_sense_any_more_is_not_leased(ledger: Ledger) -> None:
    (row,) = ledger.writes(message(until=NOW + timedelta(minutes=1)))
    late = NOW + timedelta(minutes=1)
    assert ledger.books.turn([], [row], late).leased == []
    assert len(ledger.books.turn([], [row], NOW).leased) == 1


def test_newer_content_of_a_card_has_an_end_of_its_own(ledger: Ledger) -> None:
    def words(text: str, until: datetime | None) -> Draft:
        return Draft(ANSWER, WANG, "card", {"text": text}, card="talk 1", until=until)

    ledger.writes(words("early", NOW))
    ledger.writes(words("late", NOW + timedelta(days=1)))
    with ledger.database.reading() as connection:
        assert connection.scalar(holds.soonest_end) == NOW + timedelta(days=1)


@pytest.mark.parametrize("fate", [Fate.LATER, Fate.UNKNOWN])
def test_nothing_is_given_up_because_it_was_tried_often(ledger: Ledger, fate: Fate) -> None:
    (row,) = ledger.writes(message(about="talks 1"))
    for _ in range(100):
        ledger.went(ledger.goes(row), fate)
    assert len(ledger.waits(WANG)) == 1


# --- uncertain -----------------------------------------------------------------------------


def test_f23_a_campaign_message_cut_off_by_a_crash_is_news_and_is_forgotten_in_time(
    ledger: Ledger,
) -> None:
    (row,) = ledger.writes(message(lane=CAMPAIGN, about="campaigns 1"))
    ledger.goes(row)
    assert ledger.leads().open(NOW).waiting == []
    assert ledger.told() == [("campaigns 1", tidings.UNCERTAIN)]
    with ledger.database.writing() as connection:
        assert outbox.tidy(connection, NOW + outbox.KEEP, 9) == 0
        assert outbox.tidy(connection, NOW + outbox.KEEP + timedelta(seconds=1), 9) == 1


def test_f23_one_whose_answer_was_lost_is_news_too_and_not_repeated(ledger: Ledger) -> None:
    (row,) = ledger.writes(message(lane=CAMPAIGN, about="campaigns 1"))
    ledger.went(ledger.goes(row), Fate.UNKNOWN)
    assert ledger.waits(WANG) == []
    assert ledger.told() == [("campaigns 1", tidings.UNCERTAIN)]
    with ledger.database.reading() as connection:
        assert connection.scalar(select(outbox.outbox.c.ended_at)) == NOW


# --- a chat that takes nothing -------------------------------------------------------------


def test_a_chat_that_takes_nothing_holds_all_and_tells_each_once(ledger: Ledger) -> None:
    first, second = ledger.writes(message(about="talks 1"), message(about="talks 2"))
    ledger.went(ledger.goes(first), Fate.SHUT)
    told = [("talks 1", "unreachable"), ("talks 2", "unreachable")]
    assert ledger.told() == [("chat", "unreachable"), *told]
    ledger.went(ledger.goes(first), Fate.SHUT)
    ledger.went(ledger.goes(second), Fate.SHUT)
    assert len(ledger.told()) == 3


def test_what_a_chat_never_takes_is_given_up_after_a_month(ledger: Ledger) -> None:
    card = Draft(ALARM, OLD, "card", {"text": "who, and where"}, card="alerts 1", about="alerts 1")
    talk = Draft(NOTICE, OLD, "message", {"text": "x"}, until=NOW + timedelta(days=3))
    first, _ = ledger.writes(card, talk)
    ledger.went(ledger.goes(first), Fate.SHUT)
    with ledger.database.reading() as connection:
        ends = select(outbox.outbox.c.until).order_by(outbox.outbox.c.id)
        assert list(connection.scalars(ends)) == [NOW + holds.LONGEST, NOW + timedelta(days=3)]
        assert not [one for one in holds.overdue(connection, NOW, 9) if one.id == first]
        over = holds.overdue(connection, NOW + holds.LONGEST, 9)
    assert [one.about for one in over] == [None, "alerts 1"]


def test_also_of_what_nobody_understood_before(ledger: Ledger) -> None:
    odd, plain = ledger.writes(message(about="talks 1"), message())
    ledger.went(ledger.goes(odd), Fate.UNCLEAR)
    ledger.went(ledger.goes(plain), Fate.SHUT)
    assert [outcome for about, outcome in ledger.told() if about == "talks 1"] == [
        tidings.HELD,
        tidings.UNREACHABLE,
    ]


def test_what_is_held_rests_longer_each_time_and_not_longer_than_bounded(ledger: Ledger) -> None:
    (row,) = ledger.writes(message())
    pauses = []
    for _ in range(20):
        ledger.went(ledger.goes(row), Fate.SHUT)
        with ledger.database.reading() as connection:
            (queued,) = outbox.waiting(connection)
        assert queued.not_before is not None
        pauses.append((queued.not_before - NOW).total_seconds())
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == HELD_MOST[False]


def test_when_one_arrives_the_others_go_on_in_order_and_it_is_news(ledger: Ledger) -> None:
    rows = ledger.writes(message(), message(), message())
    ledger.went(ledger.goes(rows[0]), Fate.SHUT)
    page = ledger.went(ledger.goes(rows[0]), Fate.ARRIVED, message_id=1)
    assert [(one.id, one.held, one.not_before) for one in page.waiting] == [
        (row, False, None) for row in rows[1:]
    ]
    assert ledger.told()[-1] == ("chat", tidings.TAKES)


def test_an_answered_press_or_an_unchanged_card_does_not_show_that_a_group_takes_messages(
    ledger: Ledger,
) -> None:
    (shown,) = ledger.writes(card("open"))
    ledger.went(ledger.goes(shown), Fate.ARRIVED, message_id=1, shown="x")
    (held,) = ledger.writes(message(chat=OLD))
    ledger.went(ledger.goes(held), Fate.SHUT)
    toast, edit = ledger.writes(Draft(ALARM, OLD, "toast", {}), card("accepted"))
    ledger.went(ledger.goes(toast), Fate.ARRIVED)
    ledger.went(ledger.goes(edit), Fate.ARRIVED, message_id=1, shown="x")
    assert tidings.TAKES not in [outcome for _, outcome in ledger.told()]
    ledger.went(ledger.goes(held), Fate.ARRIVED, message_id=2)
    assert ledger.told()[-1] == ("chat", tidings.TAKES)


def test_the_next_leader_knows_which_chats_take_nothing(ledger: Ledger) -> None:
    (held,) = ledger.writes(message())
    ledger.went(ledger.goes(held), Fate.SHUT)
    ledger.leads().open(NOW)
    (fresh,) = ledger.writes(message())
    page = ledger.went(ledger.goes(fresh), Fate.ARRIVED, message_id=1)
    assert [one.id for one in page.waiting] == [held]


def test_a_campaign_goes_on_without_who_blocked_us(ledger: Ledger) -> None:
    (row,) = ledger.writes(message(lane=CAMPAIGN, about="campaigns 1"))
    ledger.went(ledger.goes(row), Fate.SHUT)
    assert ledger.waits(WANG) == []
    assert ("campaigns 1", tidings.REFUSED) in ledger.told()


def test_what_nobody_understands_is_tried_again_and_its_newer_content_at_once(
    ledger: Ledger,
) -> None:
    (row,) = ledger.writes(card("odd"))
    page = ledger.went(ledger.goes(row), Fate.UNCLEAR)
    assert [one.held for one in page.waiting] == [True]
    ledger.writes(card("plain"))
    with ledger.database.reading() as connection:
        (queued,) = outbox.waiting(connection)
    assert (queued.held, queued.not_before) == (False, None)


# --- a group that moves --------------------------------------------------------------------


def follow(ledger: Ledger) -> None:
    with ledger.database.writing() as connection:
        holds.follow(connection, OLD, NEW)


def test_f18_what_was_on_its_way_comes_behind_no_newer_content_that_waits(ledger: Ledger) -> None:
    (early,) = ledger.writes(card("early"))
    going = ledger.goes(early)
    follow(ledger)
    ledger.writes(card("late", chat=NEW))
    ledger.went(going, Fate.MOVED, successor=NEW)
    follow(ledger)
    assert ledger.waits(NEW) == ['{"text": "late"}']


def test_f18_nor_behind_one_that_has_arrived(ledger: Ledger) -> None:
    (early,) = ledger.writes(card("early"))
    going = ledger.goes(early)
    follow(ledger)
    (late,) = ledger.writes(card("late", chat=NEW))
    ledger.went(ledger.goes(late), Fate.ARRIVED, message_id=1)
    ledger.went(going, Fate.MOVED, successor=NEW)
    follow(ledger)
    assert ledger.waits(NEW) == []


def test_f18_nor_before_the_desk_has_followed(ledger: Ledger) -> None:
    (early,) = ledger.writes(card("early"))
    going = ledger.goes(early)
    ledger.writes(card("late"), card("other", name="alerts 2"))
    ledger.went(going, Fate.MOVED, successor=NEW)
    follow(ledger)
    assert ledger.waits(NEW) == ['{"text": "late"}', '{"text": "other"}']


def test_f18_a_newer_content_takes_the_place_of_what_went_ahead(ledger: Ledger) -> None:
    (early,) = ledger.writes(card("early"))
    ledger.went(ledger.goes(early), Fate.MOVED, successor=NEW)
    assert ledger.waits(NEW) == ['{"text": "early"}']
    ledger.writes(card("late"))
    follow(ledger)
    assert ledger.waits(NEW) == ['{"text": "late"}']
