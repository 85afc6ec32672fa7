"""Both kinds of Markdown: what is marked, what stays, and the words that refuse the rest."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import parse, units
from sandbox.refusals import Refused


def marks(text: str, mode: str = "MarkdownV2") -> tuple[str, list[tuple[Any, ...]]]:
    shown = parse(text, mode)
    known = ("type", "offset", "length")
    return shown.text, [
        (*(e[name] for name in known), *(v for k, v in e.items() if k not in known))
        for e in shown.entities
    ]


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("*报警*\\!", "报警!", [("bold", 0, 2)]),
        ("🔥_x_", "🔥x", [("italic", 2, 1)]),
        (
            "__a__ ~b~ ||c||",
            "a b c",
            [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)],
        ),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("_a __b___**", "a b", [("italic", 0, 3), ("underline", 2, 1)]),
        ("`a*b_c`", "a*b_c", [("code", 0, 5)]),
        ("```sql\nselect 1```", "select 1", [("pre", 0, 8, "sql")]),
        ("```\na\nb```", "a\nb", [("pre", 0, 3)]),
        ("[here](https://a.cn/?x=\\)1)", "here", [("text_link", 0, 4, "https://a.cn/?x=)1")]),
        ("[a](not a link)", "a", []),
        ("[a\\.cn]\\!", "a.cn!", [("text_link", 0, 4, "http://a.cn/")]),
        ("[x](tg://user?id=7)", "x", [("text_mention", 0, 1, {"id": 7})]),
        ("![👍](tg://emoji?id=5368)", "👍", [("custom_emoji", 0, 2, "5368")]),
        ("![noon](tg://time?unix=1800000000)", "noon", [("date_time", 0, 4, 1800000000)]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
        (">a||\nc", "a\nc", [("expandable_blockquote", 0, 2)]),
        ("**>a", "a", [("blockquote", 0, 1)]),
        ("\\*a\\_", "*a_", []),
        ("**", "", []),
        ("报\r*警*", "报警", [("bold", 1, 1)]),
    ],
)
def test_markdown_v2(markup: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    """core.telegram.org/bots/api#markdownv2-style."""
    assert marks(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("Fire.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("a!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("报 *a", "Can't find end of Bold entity at byte offset 4"),
        ("_a", "Can't find end of Italic entity at byte offset 0"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("```py\na", "Can't find end of PreCode entity at byte offset 0"),
        (">a *b\nc*", "Can't find end of Bold entity at byte offset 3"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        ("![a]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![a](tg://user?id=1)", "Invalid tg://emoji or tg://time URL specified"),
    ],
)
def test_broken_markdown_v2(markup: str, words: str) -> None:
    """core.telegram.org/bots/api#markdownv2-style: what must be escaped."""
    with pytest.raises(Refused) as refusal:
        parse(markup, "MarkdownV2")
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("*a* _b_ `c`", "a b c", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
        ("*a_b*", "a_b", [("bold", 0, 3)]),
        ("[x](http://a.cn)", "x", [("text_link", 0, 1, "http://a.cn/")]),
        ("[x](tg://user?id=7)", "x", [("text_mention", 0, 1, {"id": 7})]),
        ("```py\nx = 1```", "x = 1", [("pre", 0, 5, "py")]),
        ("\\*a. (b)! > -", "*a. (b)! > -", []),
    ],
)
def test_the_older_markdown(markup: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    """core.telegram.org/bots/api#markdown-style."""
    assert marks(markup, "markdown") == (text, entities)


def test_broken_older_markdown() -> None:
    """core.telegram.org/bots/api#markdown-style."""
    with pytest.raises(Refused) as refusal:
        parse("报 snake_case", "Markdown")
    words = "can't parse entities: Can't find end of the entity starting at byte offset 9"
    assert refusal.value.description == f"Bad Request: {words}"
    with pytest.raises(Refused, match="unsupported parse_mode"):
        parse("a", "reStructuredText")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Mn"])))
def test_escaped_text_is_shown_literally(text: str) -> None:
    """core.telegram.org/bots/api#markdownv2-style: any character may be escaped."""
    escaped = re.sub(r"([_*\[\]()~`>#+\-=|{}.!\\])", r"\\\1", text)
    assert parse(escaped, "MarkdownV2").text == parse(text).text


@given(st.text("*_~|`>[]()!\\\n\ra b🔥."), st.sampled_from(["MarkdownV2", "Markdown"]))
def test_any_markup_is_read_or_refused(text: str, mode: str) -> None:
    """Whatever is written, entities lie within the text, or the refusal is Telegram's."""
    try:
        shown = parse(text, mode)
    except Refused as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017
        return
    for entity in shown.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(shown.text)


@pytest.mark.parametrize(
    ("markup", "entity"),
    [
        (
            '<tg-emoji emoji-id="5368">👍</tg-emoji>',
            {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368"},
        ),
        (
            '<tg-time unix="1800000000" format="t">noon</tg-time>',
            {
                "type": "date_time",
                "offset": 0,
                "length": 4,
                "unix_time": 1800000000,
                "date_time_format": "t",
            },
        ),
        (
            '<a href="tg://user?id=7">x</a>',
            {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 7}},
        ),
        (
            '<a href="a.cn">x</a>',
            {"type": "text_link", "offset": 0, "length": 1, "url": "http://a.cn/"},
        ),
    ],
)
def test_html_has_them_too(markup: str, entity: dict[str, Any]) -> None:
    """core.telegram.org/bots/api#html-style."""
    assert parse(markup, "HTML").entities == [entity]


def test_ready_entities() -> None:
    """core.telegram.org/bots/api#messageentity: what Telegram finds by itself can't be given."""
    given = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "hashtag", "offset": 4, "length": 1},
    ]
    assert parse("abc d", None, given).entities == given[:1]
