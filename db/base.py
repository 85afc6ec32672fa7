"""What every table shares: the metadata, moments as whole microseconds, and rows as plain typed objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Row,
    Table,
    delete,
    select,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite hands out row ids only to a column declared INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970 UTC: equal on both engines, ordered as a number."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: object) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


Noun = TypeVar("Noun", bound="DataclassInstance")


def read(noun: type[Noun], row: Row[Any]) -> Noun:
    """The row as the noun's dataclass, whose fields are named as the columns."""
    found = row._mapping
    return noun(**{field.name: found[field.name] for field in fields(noun)})


def forget(
    connection: Connection, table: Table, which: Sequence[ColumnElement[bool]], most: int
) -> int:
    """Deletes so many of these rows at most; says how many."""
    some = select(table.c.id).where(*which).limit(most)
    return connection.execute(delete(table).where(table.c.id.in_(some))).rowcount


def read_all(noun: type[Noun], rows: Iterable[Row[Any]]) -> list[Noun]:
    return [read(noun, row) for row in rows]
