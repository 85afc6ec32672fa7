"""What the database has to be for anything to be kept."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database, LostTransactionError

PEOPLE, PLACES = 40, 4


def test_of_forty_who_want_four_places_four_get_one(tmp_path: Path) -> None:
    """Each person is a process of their own: a Database, so that no line in a process helps them."""
    url = f"sqlite:///{tmp_path}/places.sqlite3"
    first = Database(url)
    with first.writing() as connection:
        connection.execute(text("CREATE TABLE taken (person INTEGER)"))
    failures: list[BaseException] = []

    def book(person: int) -> None:
        database = Database(url)
        try:
            with database.writing() as connection:
                if connection.scalar(text("SELECT count(*) FROM taken")) < PLACES:
                    connection.execute(text("INSERT INTO taken VALUES (:who)"), {"who": person})
        except Exception as error:  # seen below
            failures.append(error)
        finally:
            database.close()

    crowd = [threading.Thread(target=book, args=(person,)) for person in range(PEOPLE)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failures == []
    with first.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM taken")) == PLACES
    first.close()


def test_a_transaction_that_sqlite_gave_up_is_not_committed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/lost.sqlite3")
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
    with pytest.raises(LostTransactionError), database.writing() as connection:  # noqa: PT012 - one transaction
        connection.execute(text("INSERT INTO kept VALUES ('one')"))
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("ROLLBACK")  # as a full disk inside a savepoint does
        connection.execute(text("INSERT INTO kept VALUES ('two')"))
    database.close()
