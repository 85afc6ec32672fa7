"""What a kill campaign counts, and the row of its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


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
    return whole
