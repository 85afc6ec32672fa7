"""The log: what happened and where, as one JSON line each. Never a name, a text, a place or a token:
of an error only its kind and its lines are written, because its text may quote a person."""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import suppress
from typing import TextIO, cast

import structlog

DEEP = 6  # lines of an error, and errors behind it


class _KindAndLines(logging.Formatter):
    """For what libraries log: the template without its values, and errors without their texts."""

    def format(self, record: logging.LogRecord) -> str:
        told = f'{{"level": "{record.levelname.lower()}", "logger": "{record.name}"'
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            lines = [
                f"{frame.name}:{frame.lineno}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            told += f', "error": "{type(error).__name__}", "at": "{" < ".join(lines[::-1][:8])}"'
        return told + f', "module": "{record.module}:{record.lineno}"}}'


class _Unbreakable:
    """Standard error, which may be a file on a disk that is full: what can't be logged is lost, and
    nothing else is."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def begin() -> None:
    """Logs to standard error from now on."""
    out = cast(TextIO, _Unbreakable())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_KindAndLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _last_words


def _last_words(_: type[BaseException], error: BaseException, trace: object) -> None:
    """Of what runs side by side, a line for each that failed: the group they come in says nothing."""
    for leaf in leaves(error):
        log = structlog.get_logger()
        log.error(
            "the process ends", error=type(leaf).__name__, at=_where(leaf), after=_after(leaf)
        )


def leaves(error: BaseException) -> list[BaseException]:
    """The errors themselves, out of however many groups."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [leaf for each in error.exceptions for leaf in leaves(each)]


def _after(error: BaseException) -> list[str]:
    """The kinds of what it came from, the nearest first."""
    kinds: list[str] = []
    while (before := error.__cause__ or error.__context__) is not None and len(kinds) < DEEP:
        kinds.append(f"{type(before).__name__} {' < '.join(_where(before)[-1:])}".rstrip())
        error = before
    return kinds


def _where(error: BaseException) -> list[str]:
    """The last lines on its way, the innermost at the end."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames][-DEEP:]
