"""The log: what happened and where, as one JSON line each. Never a name, a text, a place or a token:
of an error only its kind and its lines are written, because its text may quote a person."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog


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


def begin() -> None:
    """Logs to standard error from now on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_KindAndLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _last_words


def _last_words(kind: type[BaseException], error: BaseException, trace: object) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    structlog.get_logger().error("the process ends", error=kind.__name__, at=lines[-6:])
