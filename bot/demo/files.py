"""Where a demo keeps its things: named by its port, so that two demos never meet; what is to survive
lies under names of its own, so that a demo that begins afresh never takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one demo: clock, the bot's database, its log and key, and the sandbox's world."""

    clock: Path
    database: Path
    log: Path
    key: Path
    world: Path

    @classmethod
    def of(cls, folder: Path, port: int, *, keep: bool) -> Files:
        """Those of the demo on `port`, in `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        stem = folder.resolve() / f"{'kept' if keep else 'demo'}-{port}"
        ends = (".clock", ".sqlite3", ".log", ".key", ".world")
        return cls(*(stem.with_suffix(end) for end in ends))

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    def wipe(self) -> None:
        """Begin afresh; the key may stay, since it opens nothing any more."""
        beside = [
            store.with_name(store.name + end)
            for store in (self.database, self.world)
            for end in ("-wal", "-shm", ".leader", ".witness")
        ]
        for old in (self.clock, self.database, self.log, self.world, *beside):
            old.unlink(missing_ok=True)
