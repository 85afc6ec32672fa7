"""What a kill campaign counts, and the row of its table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.telegram import Call

KINDS = re.compile(r"(?<=🆘 )Alarm \d+ ·|🔔 Alarm \d+ ·|Your alarm \d+|Alarm \d+ is recorded")
PASSED_ON = re.compile(r"(?:↻ )?💬 (words \d+-\d+)", re.MULTILINE)


@dataclass
class Tally:
    """What a campaign counted. `restarts` are seconds from the fork to the first message."""

    name: str
    kills: int = 0
    updates: int = 0
    expired: int = (
        0  # presses that Telegram let go after 150 s: nobody was told, so nothing is lost
    )
    lost: int = 0
    doubled: int = 0
    repeats: int = 0
    restarts: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # what was lost or doubled, in words

    def loses(self, what: str, often: int = 1) -> None:
        if often > 0:
            self.lost += often
            self.wrong.append(f"{often} lost: {what}")

    def doubles(self, what: str, often: int) -> None:
        if often > 0:
            self.doubled += often
            self.wrong.append(f"{often} too many: {what}")

    def restart(self, share: float) -> float:
        """The restart time that this share of restarts does not exceed."""
        return sorted(self.restarts)[min(len(self.restarts) - 1, int(share * len(self.restarts)))]

    def row(self) -> dict[str, object]:
        return {
            "campaign": self.name,
            "kills": self.kills,
            "updates": self.updates,
            "expired": self.expired,
            "lost": self.lost,
            "doubled": self.doubled,
            "repeats": self.repeats,
            "restart_p50": round(self.restart(0.5), 3),
            "restart_p99": round(self.restart(0.99), 3),
        }


def together(tallies: Sequence[Tally]) -> Tally:
    """The sum of several campaigns."""
    whole = Tally("all", restarts=[one for tally in tallies for one in tally.restarts])
    for tally in tallies:
        for name in ("kills", "updates", "expired", "lost", "doubled", "repeats"):
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
        whole.wrong += tally.wrong
    return whole


def taken(log: Iterable[Call]) -> dict[tuple[int, str], tuple[int, int]]:
    """What Telegram took, by chat and beginning: not marked as a repeat, and marked."""
    counted: Counter[tuple[int, str, bool]] = Counter()
    for call in log:
        if call.method != "sendMessage" or not call.answer["ok"]:
            continue
        text = re.sub("<[^>]*>", "", str(call.parameters["text"]))
        # A card repeats the newest words; a message that passes them on is nothing but words.
        kinds = PASSED_ON.findall(text) if PASSED_ON.match(text) else KINDS.findall(text)[:1]
        for kind in kinds:
            counted[call.parameters["chat_id"], kind, text.startswith("↻")] += 1
    keys = {(chat, kind) for chat, kind, _ in counted}
    return {key: (counted[*key, False], counted[*key, True]) for key in keys}
