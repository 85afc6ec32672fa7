"""What the station says: in the reader's language, and no resident's text taken for markup."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import locales
from locales import (
    C,
    CatalogMissingError,
    L,
    Local,
    N,
    Names,
    catalog_path,
    every_label,
    negotiate,
    render,
)
from locales.catalogs import (
    collect,
    compile_language,
    faults,
    merge,
    read,
    translated,
    written,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CODE = """
L("Accepted by <b>{name}</b>.", name=name)
N("One place left", "{count} places left", count=places)
C("month", "May")
L("Alarm")
"""
CHINESE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Accepted by <b>{name}</b>."
msgstr "<b>{name}</b>已受理。"

msgid "One place left"
msgid_plural "{count} places left"
msgstr[0] "余{count}个名额"

msgctxt "month"
msgid "May"
msgstr "五月"

msgid "Alarm"
msgstr "报警"
"""
MONGOLIAN = """\
# DRAFT.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "One place left"
msgid_plural "{count} places left"
msgstr[0] "нэг"
msgstr[1] "{count} олон"
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A small project whose words are CODE."""
    handlers = tmp_path / "handlers"
    handlers.mkdir()
    (handlers / "alerts.py").write_text(CODE)
    return tmp_path


@pytest.fixture
def folder(code: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That project's catalogs, sound and compiled; what the station says comes from them."""
    folder = code / "locales"
    for language, words in (("zh_Hans", CHINESE), ("mn", MONGOLIAN)):
        path = catalog_path(language, folder)
        path.parent.mkdir(parents=True)
        path.write_text(words, encoding="utf-8")
        compile_language(language, folder)
    (folder / "messages.pot").write_bytes(written(collect(code)))
    monkeypatch.setattr(locales, "FOLDER", folder)
    return folder


Rewrite = Callable[[str, str, str], None]


@pytest.fixture
def rewrite(folder: Path) -> Rewrite:
    """Changes the one place in a language's catalog where these words stand."""

    def change(language: str, old: str, new: str) -> None:
        path = catalog_path(language, folder)
        words = path.read_text(encoding="utf-8")
        assert words.count(old) == 1
        path.write_text(words.replace(old, new), encoding="utf-8")

    return change


def said(words: locales.Phrase | str, language: str = "en", *, html: bool = True) -> str:
    return render(words, language, timezone=SHANGHAI, html=html)


@pytest.mark.usefixtures("folder")
class TestSaying:
    def test_each_reader_is_told_in_their_language(self) -> None:
        words = L("Accepted by <b>{name}</b>.", name="Li")
        assert said(words, "zh_Hans") == "<b>Li</b>已受理。"
        assert said(words, "en") == "Accepted by <b>Li</b>."

    def test_what_is_not_translated_is_said_in_english(self) -> None:
        assert said(L("Alarm"), "mn") == "Alarm"

    @pytest.mark.parametrize(
        ("language", "one", "many"),
        [
            ("en", "One place left", "2 places left"),
            ("zh_Hans", "余1个名额", "余2个名额"),
            ("mn", "нэг", "2 олон"),
        ],
    )
    def test_a_number_chooses_the_form(self, language: str, one: str, many: str) -> None:
        left = [N("One place left", "{count} places left", count=count) for count in (1, 2)]
        assert [said(each, language) for each in left] == [one, many]

    def test_context_tells_equal_words_apart(self) -> None:
        assert said(C("month", "May"), "zh_Hans") == "五月"
        assert said(L("May"), "zh_Hans") == "May"

    def test_a_name_is_never_taken_for_markup(self) -> None:
        words = L("Accepted by <b>{name}</b>.", name='<i>"A" & B')
        assert said(words) == 'Accepted by <b>&lt;i&gt;"A" &amp; B</b>.'
        assert said(L("Of {name}", name="A & <B>"), html=False) == "Of A & <B>"
        assert said("A & <B>") == "A &amp; &lt;B&gt;"
        assert said("A & <B>", html=False) == "A & <B>"

    def test_braces_in_a_name_stay_as_they_are(self) -> None:
        assert said(L("{a} {b}", a="{b}", b="{0.__class__}")) == "{b} {0.__class__}"
        assert said("{nobody}") == "{nobody}"

    def test_what_telegram_refuses_is_replaced(self) -> None:
        assert said(L("<{text}>", text="a\x00b\ud83d")) == "<a\ufffdb\ufffd>"
        assert said("\udc00") == "\ufffd"

    def test_a_phrase_within_a_phrase_is_in_the_same_language_and_escaped_once(self) -> None:
        inner = L("Accepted by <b>{name}</b>.", name="A&B")
        assert said(L("1: {state}", state=inner), "zh_Hans") == "1: <b>A&amp;B</b>已受理。"

    def test_a_moment_is_shown_in_the_districts_time_and_the_readers_language(self) -> None:
        when = datetime(2026, 3, 1, 16, 5, 9, tzinfo=UTC)
        assert said(L("at {when}", when=Local(when))) == "at 00:05:09"
        day = L("{day}", day=Local(when, "d MMMM"))
        assert [said(day, "en"), said(day, "zh_Hans")] == ["2 March", "2 三月"]

    def test_a_place_has_its_own_name_in_each_language_and_else_the_english_one(self) -> None:
        lives = L("{place}", place=Names({"zh_Hans": "南湖", "en": "Nanhu <1>", "mn": None}))
        spoken = [said(lives, each) for each in ("zh_Hans", "en", "mn")]
        assert spoken == ["南湖", "Nanhu &lt;1&gt;", "Nanhu &lt;1&gt;"]

    def test_a_number_is_shown_without_separators(self) -> None:
        assert said(L("Petition {number}", number=2026001)) == "Petition 2026001"

    def test_missing_catalogs_are_named_with_their_mend(self, folder: Path) -> None:
        catalog_path("mn", folder).with_suffix(".mo").unlink()
        with pytest.raises(CatalogMissingError, match=r"in mn are missing: run `make catalogs`\."):
            said(L("Alarm"), "mn")

    def test_a_button_is_known_in_every_language_and_by_its_old_names(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(locales.RETIRED, "Alarm", frozenset({"SOS"}))
        assert every_label("Alarm") == {"Alarm", "报警", "SOS"}


class TestChoosing:
    @pytest.mark.parametrize("code", ["zh", "zh-CN", "zh-hans", "zh-TW", "zh-Hant-HK", "ZH_cn"])
    def test_all_chinese_meets_the_one_there_is(self, code: str) -> None:
        assert negotiate(code, "en") == "zh_Hans"

    @pytest.mark.parametrize(
        ("code", "language"),
        [("mn", "mn"), ("mn-MN", "mn"), ("en-GB", "en"), ("fr", "zh_Hans"), (None, "zh_Hans")],
    )
    def test_others_get_theirs_or_the_default(self, code: str | None, language: str) -> None:
        assert negotiate(code, "zh_Hans") == language

    def test_telegram_is_told_two_letters(self) -> None:
        assert [locales.telegram_code(each) for each in locales.LANGUAGES] == ["zh", "en", "mn"]


class TestCatalogs:
    def test_sound_catalogs_pass(self, code: Path, folder: Path) -> None:
        assert list(faults(code, folder)) == []

    def test_words_added_to_the_code_are_missed(self, code: Path, folder: Path) -> None:
        (code / "handlers" / "quizzes.py").write_text('L("Right!")')
        assert list(faults(code, folder)) == [
            "messages.pot is not what the code says: run extract and update.",
            "zh_Hans: 'Right!': not translated.",
        ]

    def test_moved_code_changes_nothing(self, code: Path, folder: Path) -> None:
        (code / "handlers" / "alerts.py").write_text("\n\n" + CODE)
        assert list(faults(code, folder)) == []

    @pytest.mark.parametrize(
        ("language", "change", "fault"),
        [
            ("zh_Hans", ("报警", ""), "'Alarm': not translated."),
            ("zh_Hans", ('msgid "Alarm"', '#, fuzzy\nmsgid "Alarm"'), "marked as fuzzy."),
            (
                "zh_Hans",
                ("余{count}个名额", "余{number}"),
                "other placeholders in '余{number}'.",
            ),
            ("zh_Hans", ("余{count}个名额", "余{count"), "other placeholders in '余{count'."),
            ("zh_Hans", ("余{count}个名额", "有"), "other placeholders in '有'."),
            ("zh_Hans", ("{name}</b>已", "{name}<b>已"), "other HTML tags in"),
            ("mn", ("{count} олон", "олон"), "other placeholders in 'олон'."),
            ("mn", ("# DRAFT.", "# Checked."), "its header must say DRAFT."),
        ],
    )
    def test_a_flaw_is_named(
        self, folder: Path, rewrite: Rewrite, language: str, change: tuple[str, str], fault: str
    ) -> None:
        rewrite(language, *change)
        (found,) = faults(folder.parent, folder)
        assert found.startswith(f"{language}: ")
        assert fault in found

    def test_words_that_come_back_find_their_translation(self, code: Path, folder: Path) -> None:
        alerts = code / "handlers" / "alerts.py"
        path = catalog_path("zh_Hans", folder)
        for words in ("", CODE):
            alerts.write_text(words)
            catalog = read("zh_Hans", folder)
            merge(catalog, collect(code))
            path.write_bytes(written(catalog))
            assert ("#~ msgid" in path.read_text(encoding="utf-8")) is (words == "")
        assert list(faults(code, folder)) == []

    def test_a_changed_message_is_not_guessed_at(self, code: Path, folder: Path) -> None:
        (code / "handlers" / "alerts.py").write_text(CODE.replace("Alarm", "Alarms"))
        catalog = read("zh_Hans", folder)
        merge(catalog, collect(code))
        assert not catalog["Alarms"].string

    def test_a_template_is_in_order_and_holds_nothing_that_changes_by_itself(
        self, code: Path
    ) -> None:
        text = written(collect(code)).decode()
        messages = re.findall(r'^msgid "(.+)"', text, re.MULTILINE)
        assert messages == sorted(messages)
        assert len(messages) == 4
        assert "Date" not in text
        assert "Babel" not in text

    def test_every_language_but_the_source_has_a_catalog(self) -> None:
        assert all(read(language, locales.FOLDER) is not None for language in translated())
