"""Every method the sandbox has, by the rule book: a right call passes it in both directions, and a
wrong one is refused with 400, whatever is wrong, and never breaks anything."""

from typing import Any

import pytest

from sandbox.methods import METHODS
from sandbox.rules import rule_book
from tests.sandbox.conformance.catalogue import examples
from tests.sandbox.conformance.leniency import OPTIONAL, PEOPLE_ONLY, TOO_LITTLE, TOO_MUCH
from tests.sandbox.conformance.stage import Stage, staged
from tests.sandbox.conformance.wrong import misshapen, of_another_type, too_little, too_much

EXAMPLES = examples()
BOOK = rule_book().methods
PARAMETERS = [(method, name) for method in METHODS for name in BOOK[method]["fields"]]
CHATS = ("chat_id", "from_chat_id")


async def refused(stage: Stage, method: str, parameters: dict[str, Any]) -> str:
    """The words of a 400; fails for any other answer."""
    answer = await stage.ask(method, parameters)
    assert not answer["ok"], f"{method} took {parameters}"
    assert answer["error_code"] == 400, answer
    assert answer["description"].startswith("Bad Request: ")
    return str(answer["description"])


def rule(method: str, name: str) -> dict[str, Any]:
    field: dict[str, Any] = BOOK[method]["fields"][name]
    return field


def test_every_method_has_an_example() -> None:
    assert sorted(METHODS.keys() - EXAMPLES.keys()) == []
    assert sorted(METHODS.keys() - BOOK.keys()) == []


@pytest.mark.parametrize("method", METHODS)
async def test_a_right_call_passes_the_rule_book(method: str) -> None:
    stage = await staged()
    answer = await stage.ask(method, EXAMPLES[method](stage))
    assert answer["ok"], answer
    assert stage.telegram.breaches == []


@pytest.mark.parametrize(
    ("method", "name"), [each for each in PARAMETERS if rule(*each)["required"]]
)
async def test_what_is_required_may_not_be_left_out(method: str, name: str) -> None:
    stage = await staged()
    asked = EXAMPLES[method](stage)
    del asked[name]
    if (method, name) in OPTIONAL:
        assert (await stage.ask(method, asked))["ok"]
    else:
        await refused(stage, method, asked)


@pytest.mark.parametrize(("method", "name"), PARAMETERS)
async def test_another_type_is_refused(method: str, name: str) -> None:
    stage = await staged()
    asked = EXAMPLES[method](stage)
    for value in of_another_type(rule(method, name)["types"]):
        await refused(stage, method, {**asked, name: value})


@pytest.mark.parametrize(
    ("method", "name"),
    [each for each in PARAMETERS if any(misshapen(rule(*each)["types"]))],
)
async def test_a_misshapen_object_breaks_nothing(method: str, name: str) -> None:
    kinds = rule(method, name)["types"]
    for value in misshapen(kinds):
        stage = await staged()
        wrong = [value] if kinds[0].startswith("Array of ") else value
        answer = await stage.ask(method, {**EXAMPLES[method](stage), name: wrong})
        assert answer["ok"] or answer["error_code"] in (400, 403), answer


@pytest.mark.parametrize(
    ("method", "name"), [each for each in PARAMETERS if any(too_much(rule(*each), None))]
)
async def test_too_much_is_refused(method: str, name: str) -> None:
    for value in too_much(rule(method, name), EXAMPLES[method](await staged()).get(name)):
        await limited(method, {name: value}, taken=(method, name) in TOO_MUCH)


@pytest.mark.parametrize(
    ("method", "name"),
    [each for each in PARAMETERS if any(value != [] for value in too_little(rule(*each), [1]))],
)
async def test_too_little_is_refused(method: str, name: str) -> None:
    for value in too_little(rule(method, name), EXAMPLES[method](await staged()).get(name)):
        await limited(method, {name: value}, taken=(method, name) in TOO_LITTLE)


@pytest.mark.parametrize(("method", "name"), [each for each in PARAMETERS if "enum" in rule(*each)])
async def test_a_word_that_there_is_not_is_refused(method: str, name: str) -> None:
    await limited(method, {name: "no such word"}, taken=False)


async def limited(method: str, changed: dict[str, Any], *, taken: bool) -> None:
    """Past a limit: refused, or taken with a word in the log; what comes back is right either way."""
    stage = await staged()
    asked = {**EXAMPLES[method](stage), **changed}
    if not taken:
        await refused(stage, method, asked)
        return
    assert (await stage.ask(method, asked))["ok"]
    breaches = stage.telegram.breaches
    assert breaches
    assert [breach for breach in breaches if breach.startswith(f"{method} result")] == []


@pytest.mark.parametrize(("method", "name"), [each for each in PARAMETERS if each[1] in CHATS])
async def test_an_unknown_chat_is_not_found(method: str, name: str) -> None:
    chats = (99, -99, "@nobody_at_all") if "String" in rule(method, name)["types"] else (99, -99)
    for chat in chats:
        stage = await staged()
        words = await refused(stage, method, {**EXAMPLES[method](stage), name: chat})
        if (method, name) not in PEOPLE_ONLY:
            assert words == "Bad Request: chat not found"
