"""Officers come on duty and go off, leave and return, block the bot and let it write again."""

from __future__ import annotations

from db import officers
from db.engine import Database
from sandbox.people import Phone
from sandbox.records import Bot as Account
from tests.delivery.mortal import Bot
from tests.delivery.still import StillClock


class Staff:
    """The officers of a district, and what others do with them."""

    bot: Bot
    clock: StillClock
    maple: Account
    everybody: list[Phone]

    def __init__(self) -> None:
        self.departed: set[int] = set()  # officers who ever left
        self.have_blocked: set[int] = set()  # officers who ever blocked the bot

    def phone(self, person: int) -> Phone:
        return next(phone for phone in self.everybody if phone.id == person)

    def turns(self, officer: int, *, on_duty: bool) -> None:
        """An officer's shift begins or ends; the bot can't die of what it does not do."""
        with Database.writing(self.bot.database) as connection:
            known = officers.find(connection, officer)
            assert known is not None
            values = {"name": known.name, "room_id": known.room_id, "on_duty": on_duty}
            officers.save(connection, officer, values)

    def leaves(self, officer: int) -> None:
        """Another process takes the officer out."""
        self.departed.add(officer)
        with Database.writing(self.bot.database) as connection:
            officers.leave(connection, officer, self.clock.now())

    def returns(self, officer: int) -> None:
        with Database.writing(self.bot.database) as connection:
            officers.save(connection, officer, {"on_duty": True, "role": officers.OFFICER})

    def blocks(self, officer: int, *, told: bool) -> None:
        """An officer blocks the bot; Telegram may tell it so."""
        phone = self.phone(officer)
        self.have_blocked.add(officer)
        if told:
            phone.with_(self.maple).blocks()
        else:
            phone.person.blocked.add(self.maple.id)

    def unblocks(self, officer: int) -> None:
        phone = self.phone(officer)
        if self.maple.id in phone.person.blocked:
            phone.with_(self.maple).unblocks()

    def shuts_out(self, person: int, where: int) -> bool:
        """Who has blocked the bot does nothing in their chat with it."""
        return not where and self.maple.id in self.phone(person).person.blocked

    def serves(self, officer: int | None) -> bool:
        with self.bot.database.reading() as connection:
            return officers.find(connection, officer or 0) is not None
