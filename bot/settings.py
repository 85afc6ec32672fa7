"""What an operator sets: read from the environment and `.env`, refused with the mend beside it.

Nothing here ever repeats a value, for it may be a token typed into the wrong line.
"""

import base64
import os
import re
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    PositiveFloat,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from locales import LANGUAGES

MENDS = {
    "bot_token": "get one from @BotFather and put BOT_TOKEN=… into .env",
    "bot_api_url": "give an http or https address, as https://api.telegram.org",
    "database_url": "give sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name",
    "updates": "choose polling or webhook",
    "webhook_url": "with UPDATES=webhook give the https address that Telegram shall call",
    "webhook_secret": "with UPDATES=webhook give 16 to 256 of A-Z a-z 0-9 _ -, freely invented",
    "send_rate": "give at most 30 messages a second: Telegram takes more only for money, a tenth of a Star "
    "each, which this bot never offers",
    "listen": "give host:port, as 127.0.0.1:8081",
    "webhook_listen": "give host:port, another than LISTEN, as 127.0.0.1:8443",
    "master_key": "give 32 bytes in urlsafe base64, or leave it out and `maplebridge migrate` makes one",
    "default_locale": f"choose one of {', '.join(LANGUAGES)}",
    "timezone": "give a name of the IANA time zone database, as Asia/Shanghai",
    "keep_in": "give a folder of this machine, as var",
    "watchdog_chat": "give the number of the operators' group, as -1001234567890",
    "clock_file": "leave it out: the clock is set by hand only beside a Bot API on this machine",
}
"""Setting -> what to do when it is wrong or missing; ends a sentence."""


class SettingsError(Exception):
    """What is wrong with the settings, one sentence each, for the operator to read."""


Plain = TypeVar("Plain", str, SecretStr)


def shaped(pattern: str) -> AfterValidator:
    """A rule: the whole value, secret or not, has this shape."""

    def check(value: Plain) -> Plain:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError
        return value

    return AfterValidator(check)


Address = Annotated[str, shaped(r"(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}")]


def as_address(text: str) -> tuple[str, int]:
    """host:port as host and port."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def loopback(url: str) -> bool:
    """Whether an address is this machine's own and never leaves it."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """The settings, checked; `.env.example` explains each. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    bot_token: Annotated[SecretStr, shaped(r"\d+:[A-Za-z0-9_-]+")]
    bot_api_url: str = "https://api.telegram.org"
    database_url: str = Field(default="sqlite:///var/maple.sqlite3", repr=False)
    updates: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    # Telegram's own limits are 1-256 of these characters (setWebhook); under 16 can be guessed.
    webhook_secret: Annotated[SecretStr, shaped("[A-Za-z0-9_-]{16,256}")] | None = None
    listen: Address = "127.0.0.1:8081"
    webhook_listen: Address = Field(default="127.0.0.1:8443", validate_default=True)
    # More would only be refused, unless the bot pays (core.telegram.org/bots/faq#broadcasting-to-users).
    send_rate: PositiveFloat = 30
    master_key: SecretStr | None = None
    default_locale: str = "zh_Hans"
    timezone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    keep_in: Path = Path("var")
    watchdog_chat: int | None = None
    clock_file: Path | None = None

    @field_validator("bot_api_url")
    @classmethod
    def _addresses_a_bot_api(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError
        return value.rstrip("/")

    @field_validator("send_rate")
    @classmethod
    def _is_taken_for_nothing(cls, value: float, info: ValidationInfo) -> float:
        if value > 30 and not loopback(info.data.get("bot_api_url", "")):  # a sandbox minds nothing
            raise ValueError
        return value

    @field_validator("database_url")
    @classmethod
    def _names_a_database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError from None
        if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}:
            return value
        if url.drivername in {"postgresql", "postgresql+psycopg"} and url.database:
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        raise ValueError

    @field_validator("webhook_url", "webhook_secret")
    @classmethod
    def _is_there_for_a_webhook(
        cls, value: str | SecretStr | None, info: ValidationInfo
    ) -> str | SecretStr | None:
        if value is None and info.data.get("updates") == "webhook":
            raise ValueError
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_a_safe_address(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            plain = parts.scheme == "http" and loopback(value)
            if not parts.hostname or not (parts.scheme == "https" or plain):
                raise ValueError
        return value

    @field_validator("listen", "webhook_listen")
    @classmethod
    def _has_a_port(cls, value: str) -> str:
        if int(value.rpartition(":")[2]) > 65535:
            raise ValueError
        return value

    @field_validator("master_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            decode_key(value.get_secret_value())
        return value

    @field_validator("default_locale")
    @classmethod
    def _is_spoken_here(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError
        return value

    @field_validator("clock_file")
    @classmethod
    def _sets_only_a_sandbox_clock(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and not loopback(info.data.get("bot_api_url", "")):
            raise ValueError
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _has_no_pages_beside_it(cls, value: str, info: ValidationInfo) -> str:
        """Where anybody on the network may call, nothing tells how things stand."""
        if info.data.get("updates") == "webhook" and value == info.data.get("listen"):
            raise ValueError
        return value

    @property
    def bot_id(self) -> int:
        """The bot's account, which its token begins with (core.telegram.org/bots/api#making-requests)."""
        return int(self.bot_token.get_secret_value().partition(":")[0])

    def key(self) -> bytes:
        """The 32 bytes that seal personal data: MASTER_KEY, else what the key file holds, which
        `maplebridge migrate` makes. Raises SettingsError."""
        if self.master_key is not None:
            return decode_key(self.master_key.get_secret_value())
        return read_key(self.key_file)

    @property
    def key_file(self) -> Path:
        """Where the key lies that MASTER_KEY does not say."""
        return self.folder / "master.key"

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, if SQLite is the database."""
        url = make_url(self.database_url)
        return Path(url.database) if url.drivername == "sqlite" and url.database else None

    @property
    def folder(self) -> Path:
        """Where what is kept on this machine lies: beside the SQLite database, or in KEEP_IN."""
        return self.sqlite_file.parent if self.sqlite_file else self.keep_in


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, then the file for what is not there (it may be absent).

    Raises SettingsError that names every wrong setting with its mend.
    """
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        # Without its cause: that one holds what was typed.
        raise SettingsError("\n".join(map(sentence, error.errors()))) from None


def sentence(error: ErrorDetails) -> str:
    """What is wrong with one setting, and its mend."""
    name = str(error["loc"][0])
    missing = error["type"] == "missing" or error["input"] is None
    return f"{name.upper()} is {'missing' if missing else 'not valid'}: {MENDS[name]}."


def decode_key(text: str) -> bytes:
    """The 32 bytes behind 43 characters of urlsafe base64 (RFC 4648); raises ValueError."""
    if not re.fullmatch("[A-Za-z0-9_-]{43}=?", text):
        raise ValueError
    return base64.urlsafe_b64decode(text[:43] + "=")


def read_key(path: Path) -> bytes:
    """The key that a file holds; raises SettingsError."""
    try:
        return decode_key(path.read_text("ascii").strip())
    except OSError as error:
        raise SettingsError(
            f"{path.absolute()} can't be read ({error.strerror}): put it back from the backup, "
            "or set MASTER_KEY."
        ) from None
    except ValueError:
        raise SettingsError(f"{path} holds no key: put it back from the backup.") from None


def make_key(path: Path) -> None:
    """Put a new key there, readable by its owner only; one that is already there stays.

    It is on the disk, whole, before it has its name: half a key would be worse than none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent) as file:  # made with mode 0600
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key is the one
            path.hardlink_to(file.name)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
