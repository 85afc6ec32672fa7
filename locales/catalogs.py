"""The translators' workshop: `python -m locales.catalogs extract|update|compile|check`.

extract collects the code's words in messages.pot, update hands them to every language, compile
makes what the station reads, and check tells whether a release could go out. No dates and no line
numbers are written, so that a catalog changes only when words do.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from locales import FOLDER, LANGUAGES, SOURCE, catalog_path

ROOMS = ("bot", "handlers", "jobs", "cards", "services")
KEYWORDS = {"L": None, "N": (1, 2), "C": ((1, "c"), 2)}
COMPLETE = "zh_Hans"
"""The language that goes out whole; the others may lag behind and fall back to English."""
DRAFTS = frozenset({"mn"})
"""Languages no native reader has checked; their catalogs say DRAFT at the top."""

HEADER = """\
# The words of Maple Bridge. Made by `python -m locales.catalogs extract`; do not edit.
#"""
CHURN = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|'
    rb"Report-Msgid-Bugs-To|Generated-By): .*\n",
    re.MULTILINE,
)

app = typer.Typer(help=__doc__, add_completion=False)


def collect(root: Path) -> Catalog:
    """The template: every L, N and C in the code under `root`, each with the files it stands in."""
    template = Catalog(project="Maple", version="Bridge", header_comment=HEADER, fuzzy=False)
    for room in ROOMS:
        found = extract_from_dir(root / room, [("**.py", "python")], keywords=KEYWORDS)
        for filename, line, message, comments, context in found:
            place = [(f"{room}/{filename}", line)]
            template.add(message, locations=place, auto_comments=comments, context=context)
    return template


def written(catalog: Catalog) -> bytes:
    """A catalog as its file holds it: sorted, and without what changes by itself."""
    file = BytesIO()
    write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
    return CHURN.sub(b"", file.getvalue())


def read(language: str, folder: Path) -> Catalog:
    """A language's catalog as the translators left it."""
    with catalog_path(language, folder).open("rb") as file:
        return read_po(file, locale=language)


def merge(catalog: Catalog, template: Catalog) -> None:
    """Bring a language's catalog up to the template, guessing nothing.

    Words that left the code stay at the end of the file, and find their translation when they
    come back.
    """
    for message in catalog.obsolete.values():
        catalog[message.id] = message
    catalog.obsolete.clear()
    catalog.update(template, no_fuzzy_matching=True)


def faults(root: Path, folder: Path) -> Iterator[str]:
    """What keeps these words from going out, one sentence each."""
    template = collect(root)
    pot = folder / "messages.pot"
    if not pot.exists() or pot.read_bytes() != written(template):
        yield "messages.pot is not what the code says: run extract and update."
    for language in translated():
        catalog = read(language, folder)
        if language in DRAFTS and "DRAFT" not in catalog.header_comment:
            yield f"{language}: no native reader has checked it, so its header must say DRAFT."
        for message in template:
            if message.id:
                known = catalog.get(message.id, message.context)
                yield from (
                    f"{language}: {spoken(message.id)[0]!r}: {fault}"
                    for fault in translation_faults(language, known)
                )


def translation_faults(language: str, message: Message | None) -> Iterator[str]:
    """What is wrong with one message's translation."""
    forms = spoken(message.string) if message else ("",)
    if message is None or not all(forms):
        if language == COMPLETE:
            yield "not translated."
        return
    if message.fuzzy and language == COMPLETE:
        yield "marked as fuzzy."
    sources = spoken(message.id)
    for number, form in enumerate(forms):
        # The first of several forms may be modelled on "one place", all others say the number.
        models = sources if number == 0 and len(forms) > 1 else sources[-1:]
        if placeholders(form) not in map(placeholders, models):
            yield f"other placeholders in {form!r}."
        if tags(form) not in map(tags, models):
            yield f"other HTML tags in {form!r}."


def spoken(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """All forms of a message that may or may not have a plural."""
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def placeholders(text: str) -> frozenset[str] | None:
    """The names in braces; None for braces that str.format refuses."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def tags(text: str) -> Counter[str]:
    """The HTML tags, as often as they occur."""
    return Counter(re.findall(r"</?[a-z][^>]*>", text))


def translated() -> list[str]:
    """The languages that have a catalog."""
    return [language for language in LANGUAGES if language != SOURCE]


@app.command("extract")
def extract_words() -> None:
    """Collect the code's words in messages.pot."""
    (FOLDER / "messages.pot").write_bytes(written(collect(FOLDER.parent)))


@app.command("update")
def update_languages() -> None:
    """Hand the words in messages.pot to every language."""
    with (FOLDER / "messages.pot").open("rb") as file:
        template = read_po(file)
    for language in translated():
        catalog = read(language, FOLDER)
        merge(catalog, template)
        catalog_path(language, FOLDER).write_bytes(written(catalog))


@app.command("compile")
def compile_languages() -> None:
    """Make the files the station reads."""
    for language in translated():
        compile_language(language, FOLDER)


def compile_language(language: str, folder: Path) -> None:
    """Make a language's .mo beside its .po."""
    with catalog_path(language, folder).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language, folder))


@app.command("check")
def check_languages() -> None:
    """Tell what keeps the words from going out; fail if anything does."""
    found = list(faults(FOLDER.parent, FOLDER))
    for fault in found:
        typer.echo(fault, err=True)
    raise typer.Exit(bool(found))


if __name__ == "__main__":
    app()
