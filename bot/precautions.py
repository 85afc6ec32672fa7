"""What has to be so before anything is sealed or said: the key is the one that the database was sealed
with. Where it is not, nothing begins, and the operator reads what was seen and the mend
(docs/decisions/024)."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

from bot.plainly import MendableError
from bot.settings import Settings, SettingsError, make_key, read_key
from db import audit, migrations, residents
from db.engine import Database
from db.seal import BrokenSealError, Keyring
from services.rooms import NoDistrictError, read_station

WHERE_IT_MAY_BE = (
    "The old one may be in a backup of {file}, in the MASTER_KEY line of an earlier .env, or on "
    "another machine of the station. A new one opens nothing of what is there."
)


class WrongKeyError(MendableError):
    """The database was sealed with another key, or with one that is gone."""


def taken(settings: Settings, database: Database) -> Keyring:
    """The station's key, when all is as it has to be for a start. Raises what the operator has to mend,
    and then the database is closed."""
    try:
        migrations.check(database)
        with database.reading() as connection:
            return _require_all(settings, connection)
    except BaseException:
        database.close()
        raise


def _require_all(settings: Settings, connection: Connection) -> Keyring:
    if read_station(connection) is None:
        raise NoDistrictError
    return require_key(settings, connection)


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
