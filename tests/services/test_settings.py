"""What an operator may set; every mistake is named with its mend, and no secret is repeated."""

import re
import stat
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, as_address, load_settings, make_key
from bot.watchdog import Settings as WatchdogSettings

TOKEN = "123456:ABC-secret_canary"
SECRET = "a-secret-of-24-characters"
KEY = "A" * 43 + "="
WEBHOOK = {"UPDATES": "webhook", "WEBHOOK_URL": "https://a.org/x", "WEBHOOK_SECRET": SECRET}


@pytest.fixture(autouse=True)
def empty_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests, and a folder of their own to start in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def load(**values: str) -> Settings:
    """The settings of a .env with these lines; BOT_TOKEN is there unless given."""
    lines = {"BOT_TOKEN": TOKEN} | values
    Path(".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return load_settings()


def refused(**values: str) -> str:
    """The text with which that .env is refused."""
    with pytest.raises(SettingsError) as caught:
        load(**values)
    return str(caught.value)


def test_a_token_is_enough() -> None:
    settings = load()
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///var/maple.sqlite3"
    assert (settings.updates, settings.default_locale) == ("polling", "zh_Hans")
    assert settings.timezone.key == "Asia/Shanghai"
    assert settings.listen == "127.0.0.1:8081"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALE", "en")
    assert load(DEFAULT_LOCALE="mn").default_locale == "en"


def test_no_file_is_no_fault_but_no_token_is() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    mend = "BOT_TOKEN is missing: get one from @BotFather and put BOT_TOKEN=… into .env."
    assert str(caught.value) == mend


def test_an_empty_line_is_as_good_as_none() -> None:
    assert load(WEBHOOK_URL="", MASTER_KEY="", DEFAULT_LOCALE="").default_locale == "zh_Hans"
    assert refused(BOT_TOKEN="").startswith("BOT_TOKEN is missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "123456"),
        ("BOT_TOKEN", "123456:ABC canary"),
        ("BOT_TOKEN", "١٢٣:canary"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "ftp://a.org"),
        ("BOT_API_URL", "https://"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "mysql://a:canary@b/c"),
        ("DATABASE_URL", "postgresql://a:canary@b"),
        ("DATABASE_URL", "canary"),
        ("UPDATES", "canary"),
        ("LISTEN", "8081"),
        ("LISTEN", "127.0.0.1:65536"),
        ("LISTEN", "127.0.0.1/canary:80"),
        ("WEBHOOK_LISTEN", "canary"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "31"),
        ("SEND_RATE", "canary"),
        ("MASTER_KEY", "canary"),
        ("MASTER_KEY", "A" * 42 + "!="),
        ("DEFAULT_LOCALE", "fr"),
        ("TIMEZONE", "Asia/Hohhot"),
        ("TIMEZONE", "../canary"),
    ],
)
def test_a_wrong_value_is_named_with_its_mend_and_not_repeated(name: str, value: str) -> None:
    text = refused(**{name: value})
    assert re.fullmatch(rf"{name} is not valid: .{{10,}}\.", text)
    assert "canary" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_URL", "http://a.org/x"),
        ("WEBHOOK_URL", "https:///x"),
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "canary-with-ünicode"),
        ("WEBHOOK_SECRET", "x" * 257),
    ],
)
def test_a_webhook_that_is_not_safe_is_refused(name: str, value: str) -> None:
    text = refused(**WEBHOOK | {name: value})
    assert text.startswith(f"{name} is not valid: with UPDATES=webhook give")
    assert value not in text


@pytest.mark.parametrize("name", ["WEBHOOK_URL", "WEBHOOK_SECRET"])
def test_a_webhook_needs_address_and_secret(name: str) -> None:
    assert load(**WEBHOOK).updates == "webhook"
    assert refused(**WEBHOOK | {name: ""}).startswith(f"{name} is missing")


@pytest.mark.parametrize(
    "same", [{"WEBHOOK_LISTEN": "127.0.0.1:8081"}, {"LISTEN": "127.0.0.1:8443"}]
)
def test_where_telegram_calls_are_no_pages_of_the_operators(same: dict[str, str]) -> None:
    assert load(**same).updates == "polling"  # nobody calls there
    text = refused(**WEBHOOK | same)
    assert text.startswith("WEBHOOK_LISTEN is not valid: give host:port, another than LISTEN")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_webhook_on_this_machine_needs_no_tls(host: str) -> None:
    url = f"http://{host}:8081/x"
    assert load(**WEBHOOK | {"WEBHOOK_URL": url}).webhook_url == url


def test_all_mistakes_are_told_at_once() -> None:
    text = refused(BOT_TOKEN="x", UPDATES="webhook", TIMEZONE="x", CLOCK_FILE="x")
    named = [line.split()[0] for line in text.splitlines()]
    assert named == ["BOT_TOKEN", "WEBHOOK_URL", "WEBHOOK_SECRET", "TIMEZONE", "CLOCK_FILE"]


def test_postgresql_is_spoken_to_through_psycopg() -> None:
    for scheme in ("postgresql", "postgresql+psycopg"):
        url = load(DATABASE_URL=f"{scheme}://me:word@host/name").database_url
        assert url == "postgresql+psycopg://me:word@host/name"


def test_an_address_with_a_slash_at_its_end_is_the_same() -> None:
    assert load(BOT_API_URL="http://a.org/").bot_api_url == "http://a.org"


def test_listening_on_an_ipv6_address() -> None:
    assert as_address(load(LISTEN="[::1]:80").listen) == ("::1", 80)


def test_the_clock_can_be_set_only_beside_a_bot_api_on_this_machine() -> None:
    for url in ("http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"):
        assert load(CLOCK_FILE="clock", BOT_API_URL=url).clock_file == Path("clock")
    for url in ("https://api.telegram.org", "http://127.0.0.1.example.org", "http://10.0.0.1"):
        assert refused(CLOCK_FILE="clock", BOT_API_URL=url).startswith("CLOCK_FILE is not valid")


def test_more_than_thirty_messages_a_second_are_for_a_sandbox() -> None:
    assert load(SEND_RATE="30").send_rate == 30
    assert "Telegram takes more only for money" in refused(SEND_RATE="30.5")
    assert load(SEND_RATE="5000", BOT_API_URL="http://127.0.0.1:8080").send_rate == 5000


def test_no_secret_is_shown_with_the_settings() -> None:
    shown = repr(load(**WEBHOOK, MASTER_KEY=KEY, DATABASE_URL="postgresql://me:hidden@host/name"))
    assert not any(secret in shown for secret in (TOKEN, SECRET, KEY, "hidden"))


class TestTheMasterKey:
    def test_is_the_one_given(self) -> None:
        assert load(MASTER_KEY=KEY).key() == bytes(32)
        assert not Path("var").exists()

    @pytest.mark.parametrize(
        ("url", "path"),
        [
            ("sqlite:///data/one/maple.sqlite3", "data/one/master.key"),
            ("postgresql://me:word@host/name", "var/master.key"),
        ],
    )
    def test_is_read_from_beside_the_database_and_never_made_by_reading(
        self, url: str, path: str
    ) -> None:
        settings = load(DATABASE_URL=url)
        with pytest.raises(SettingsError, match=r"master\.key can't be read .*set MASTER_KEY"):
            settings.key()
        assert not Path(path).exists()
        make_key(settings.key_file)
        assert len(settings.key()) == 32
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
        assert load(DATABASE_URL=url).key() == settings.key()
        assert [each.name for each in Path(path).parent.iterdir()] == ["master.key"]

    def test_differs_from_station_to_station(self) -> None:
        for each in "ab":
            make_key(Path(each, "master.key"))
        assert Path("a/master.key").read_text() != Path("b/master.key").read_text()

    def test_is_never_overwritten_even_when_broken(self) -> None:
        Path("master.key").write_text("half a ke")
        with pytest.raises(SettingsError, match="put it back from the backup") as caught:
            load(DATABASE_URL="sqlite:///maple.sqlite3").key()
        assert "half" not in str(caught.value)
        assert Path("master.key").read_text() == "half a ke"

    def test_of_whoever_was_first_is_kept(self) -> None:
        Path("master.key").write_text(KEY)
        make_key(Path("master.key"))
        assert Path("master.key").read_text() == KEY


def test_the_example_names_every_setting() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    named = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)
    known = [*Settings.model_fields, *WatchdogSettings.model_fields]
    assert sorted(named) == sorted({name.upper() for name in known})
