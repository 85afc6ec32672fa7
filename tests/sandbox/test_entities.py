"""Text on a phone: what is escaped shows literally, what is marked is marked, what is broken is
refused in Telegram's words."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import Text, clean, parse, units
from sandbox.refusals import Refused


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_escaped_text_is_shown_literally(text: str) -> None:
    assert parse(html.escape(text), "HTML").text == clean(text)


@given(st.text("<>&;#x/ab =\"'0"))
def test_any_markup_is_read_or_refused(text: str) -> None:
    shown = read(text)
    if isinstance(shown, str):
        assert shown.startswith("Bad Request: can't parse entities: ")
        return
    for entity in shown.entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(shown.text)


def read(text: str) -> Text | str:
    try:
        return parse(text, "HTML")
    except Refused as refused:
        return refused.description


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("<b>报警</b>!", "报警!", [("bold", 0, 2)]),
        ("🔥<i>x</i>", "🔥x", [("italic", 2, 1)]),
        ("<u>a</u><s>b</s>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("&lt;b&gt;no&lt;/b&gt;", "<b>no</b>", []),
        ("<code>/no</code> /yes", "/no /yes", [("code", 0, 3), ("bot_command", 4, 4)]),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#60;&#x3c; &nbsp; & &#0;", "<< &nbsp; & &#0;", []),
        ("@maple_bridge_bot", "@maple_bridge_bot", [("mention", 0, 17)]),
    ],
)
def test_markup(markup: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    shown = parse(markup, "HTML")
    assert shown.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in shown.entities] == entities


def test_links_and_languages_keep_what_they_name() -> None:
    assert parse('<a href="https://a.cn/?x=1&amp;y">here</a>', "HTML").entities == [
        {"type": "text_link", "offset": 0, "length": 4, "url": "https://a.cn/?x=1&y"}
    ]
    assert parse('<pre><code class="language-sql">x</code></pre>', "HTML").entities == [
        {"type": "pre", "offset": 0, "length": 1, "language": "sql"}
    ]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<x>", 'Unsupported start tag "x" at byte offset 0'),
        ("报 <b", "Unclosed start tag at byte offset 4"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_markup(markup: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(markup, "HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="strings must be encoded in UTF-8"):
        parse(text)
