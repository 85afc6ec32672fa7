"""A town with two police rooms."""

from __future__ import annotations

from pathlib import Path

from sandbox.people import Seat
from sandbox.telegram import Telegram
from tests.town import Town

OTHERS = -1001000000021
SECOND_ROOM = """
[[rooms]]
code = "second"
name = { zh_Hans = "第二警务室", en = "Second Room" }
communities = ["011"]
alarm_group = {others}
language = "en"
officers = [{ id = {he}, name = "He Ming" }]
"""
# However long a test takes, an alarm does nothing by itself meanwhile.
UNHURRIED = """
[escalation]
again_after = 1_000_000
next_room = 1_000_000
duty_lead = 1_000_000
all_rooms_every = 1_000_000
"""


class Rooms(Town):
    """A town with two police rooms: He serves in the second, whose alarm group `others` shows."""

    def __init__(self, telegram: Telegram, url: str, database_url: str, folder: Path) -> None:
        self.he = telegram.add_person("He")
        super().__init__(telegram, url, database_url, folder)
        self.other_group = telegram.add_group("Second Room: alarms", [self.he], self.bot, id=OTHERS)
        self.others: Seat = self.he.in_(self.other_group)
        self.he.person.met.add(self.bot.id)

    def district(self) -> str:
        first = super().district().replace('["001", "011"]', '["001"]')
        second = SECOND_ROOM.replace("{others}", str(OTHERS)).replace("{he}", str(self.he.id))
        return first + second
