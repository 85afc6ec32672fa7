"""What has to be so before anything is sealed or said: the key is the one that the database was sealed
with, the database has not lost what this machine has seen of it, and the clock is no other than it was.
Where it is not so, nothing begins, and the operator reads what was seen and the mend (docs/decisions/024).
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import NoReturn

from sqlalchemy import Connection, inspect

from bot import witness
from bot.health import Troubles
from bot.plainly import MendableError
from bot.settings import Settings, SettingsError, make_key, read_key
from bot.witness import Beside
from db import audit, leaders, migrations, residents
from db.engine import Database, is_trouble
from db.seal import BrokenSealError, Keyring
from services.clock import Clock
from services.rooms import NoDistrictError, read_station

WHERE_IT_MAY_BE = (
    "The old one may be in a backup of {file}, in the MASTER_KEY line of an earlier .env, or on "
    "another machine of the station. A new one opens nothing of what is there."
)


BACKUP = (
    "If you have restored a backup, run `maplebridge trust backup`: it says which alarms are open in it, "
    "and nothing that is overdue is said again."
)
BEHIND = timedelta(days=1)  # more is no clock that was corrected: a machine that lost its time
AHEAD = timedelta(
    days=30
)  # more is no holiday: a clock that is wrong, or a station that stood still
UNEVEN = timedelta(
    minutes=10
)  # between the machine's clock and the district's, of which nobody is told
EVERY = 2.0  # seconds between two looks at the clock, and at what the database has kept


class WrongKeyError(MendableError):
    """The database was sealed with another key, or with one that is gone."""


class OtherDatabaseError(MendableError):
    """The database is a copy, or older than what this machine has seen of it."""


class WrongClockError(MendableError):
    """The machine's clock and the database's last moment do not go together."""


def taken(settings: Settings, database: Database) -> Keyring:
    """The station's key, when all is as it has to be for a start. Raises what the operator has to mend,
    and then the database is closed."""
    try:
        migrations.check(database)
        with database.reading() as connection:
            if read_station(connection) is None:
                _no_district()
            keys = require_key(settings, connection)
            require_known(settings, connection)
            return keys
    except BaseException:
        database.close()
        raise


def _no_district() -> NoReturn:
    raise NoDistrictError


def require_known(settings: Settings, connection: Connection) -> None:
    """The database is the one that was at work here last, and the clock goes on from then. It is asked
    again by whoever begins to lead: a standby may have waited while all this changed."""
    _require_newest(settings, connection)
    _require_home(settings, connection)
    _require_clock(settings, connection)


async def keep(settings: Settings, database: Database, troubles: Troubles, clock: Clock) -> None:
    """While this process leads: notes what the database has kept, and tells of a clock that is off."""
    while True:
        try:
            await asyncio.to_thread(witness.bear, settings, database)
        except OSError:
            troubles.tell("witness", "what was seen of the database can't be written down")
        except Exception as error:
            if not is_trouble(error):
                raise
        else:
            troubles.over("witness")
        off = clock.off()
        if abs(off) > UNEVEN:
            way = "ahead of" if off > timedelta() else "behind"
            mend = "is it right? then stop the bot and run `maplebridge trust clock`"
            troubles.tell("clock", f"the machine's clock is far {way} the district's: {mend}")
        else:
            troubles.over("clock")
        await asyncio.sleep(EVERY)


def begin(settings: Settings, database: Database) -> None:
    """Makes the key of a new station, before anything can be sealed with it; a database in which
    something is sealed never gets another one."""
    with database.reading() as connection:
        if settings.master_key is not None or settings.key_file.exists() or _sealed(connection):
            require_key(settings, connection)
            return
    make_key(settings.key_file)


def require_key(settings: Settings, connection: Connection) -> Keyring:
    """The key, which fits what is sealed; raises WrongKeyError or SettingsError."""
    file = settings.key_file
    told = WHERE_IT_MAY_BE.format(file=file.absolute())
    if settings.master_key is None and not file.exists():
        if _sealed(connection):
            raise WrongKeyError(
                f"The database holds what was sealed with a key, and there is none: MASTER_KEY is not "
                f"set and {file.absolute()} is missing. Put one of them back. {told}"
            )
        raise WrongKeyError(
            f"MASTER_KEY is not set and {file.absolute()} is missing: `maplebridge migrate` makes it."
        )
    keys = Keyring(settings.key())
    if _fits(connection, keys) is not False:
        return keys
    if settings.master_key is None:
        raise WrongKeyError(
            f"The database was sealed with another key than the one in {file.absolute()}: put the old "
            f"one back, or set MASTER_KEY to it. {told}"
        )
    if _is_right(settings, connection):
        raise WrongKeyError(
            f"The database was sealed with another key than MASTER_KEY, with the one in "
            f"{file.absolute()}: take the MASTER_KEY line away."
        )
    raise WrongKeyError(
        f"The database was sealed with another key than MASTER_KEY: set MASTER_KEY to the old one, or "
        f"take the line away and put {file.absolute()} back. {told}"
    )


def _require_newest(settings: Settings, connection: Connection) -> None:
    beside = Beside(settings, connection)
    seen, reign = beside.read(), leaders.reign(connection)
    if seen is None or not seen.is_ahead_of(reign, beside.lag):
        return
    until = f"until {_shown(settings, seen.seen_at)} ({beside.file.absolute()})"
    if reign is None:
        raise OtherDatabaseError(
            f"The bot was never at work with this database, but with another one that lay here, {until}. "
            f"If it is to begin with this one, remove that file."
        )
    raise OtherDatabaseError(
        f"The database ends at {_shown(settings, reign.seen_at)}, but this machine has seen it at work "
        f"{until}: it is a backup. {BACKUP}"
    )


def _require_home(settings: Settings, connection: Connection) -> None:
    reign = leaders.reign(connection)
    if reign is None or reign.home in {None, Beside(settings, connection).home}:
        return
    raise OtherDatabaseError(
        f"The database was last at work at another place, until {_shown(settings, reign.seen_at)}: it is "
        f"a copy. If it was only moved, with nothing done since by the bot elsewhere, run `maplebridge "
        f"trust move`. {BACKUP}"
    )


def _require_clock(settings: Settings, connection: Connection) -> None:
    reign, now = leaders.reign(connection), Clock(settings.clock_file).now()
    if (
        reign is None or settings.clock_file is not None
    ):  # in the sandbox people move it as they like
        return
    machine, seen = _shown(settings, now), _shown(settings, reign.seen_at)
    told = f"The machine's clock says {machine}, and the bot was last at work at {seen}"
    if reign.seen_at - now > BEHIND:
        raise WrongClockError(
            f"{told}, which is later. If the machine's clock is wrong, set it and start again (a "
            f"supervisor does). If it is right now and was wrong then, run `maplebridge trust clock`."
        )
    if now - reign.seen_at > AHEAD:
        raise WrongClockError(
            f"{told}, {(now - reign.seen_at).days} days before. If the machine's clock is wrong, set it "
            f"and start again. If it is right and the bot stood still that long, run `maplebridge trust "
            f"clock`. {BACKUP}"
        )


def _shown(settings: Settings, moment: datetime) -> str:
    return f"{moment.astimezone(settings.timezone):%Y-%m-%d %H:%M:%S %Z}"


def _is_right(settings: Settings, connection: Connection) -> bool:
    """Whether the key file holds what MASTER_KEY does not."""
    try:
        return _fits(connection, Keyring(read_key(settings.key_file))) is True
    except SettingsError:
        return False


def _sealed(connection: Connection) -> bool:
    """Whether anything in the database was sealed or signed; nothing is before the first migration."""
    if not inspect(connection).has_table(audit.audit_head.name):
        return False
    return residents.oldest_key(connection) is not None or audit.begun(connection)


def _fits(connection: Connection, keys: Keyring) -> bool | None:
    """Whether the key is the station's; None where nothing says so yet. Whoever is known longest decides
    it, else the trail's head: a trail that was changed by hand is no wrong key, `doctor` tells of it."""
    if not _sealed(connection):
        return None
    wrapped = residents.oldest_key(connection)
    if wrapped is None:
        return audit.is_ended_by(connection, keys)
    try:
        keys.unwrap(wrapped)
    except BrokenSealError:
        return False
    return True
