"""Every method the sandbox has, by the rule book: a right call passes it in both directions, and a
wrong one is refused with 400, whatever is wrong, and never breaks anything."""

from typing import Any

import pytest

from sandbox.methods import METHODS
from sandbox.rules import rule_book
from tests.sandbox.conformance.catalogue import examples
from tests.sandbox.conformance.leniency import CLAMPED, NOT_LOOKED_UP, OPTIONAL
from tests.sandbox.conformance.stage import Stage, staged
from tests.sandbox.conformance.wrong import misshapen, of_another_type, past_its_limits

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
    ("method", "name"), [each for each in PARAMETERS if any(past_its_limits(rule(*each), None))]
)
async def test_what_is_past_its_limit_is_refused(method: str, name: str) -> None:
    for value in past_its_limits(rule(method, name), EXAMPLES[method](await staged()).get(name)):
        stage = await staged()
        asked = {**EXAMPLES[method](stage), name: value}
        if (method, name) in CLAMPED:
            assert (await stage.ask(method, asked))["ok"]
        else:
            await refused(stage, method, asked)


@pytest.mark.parametrize(("method", "name"), [each for each in PARAMETERS if each[1] in CHATS])
async def test_an_unknown_chat_is_not_found(method: str, name: str) -> None:
    for chat in (99, -99, "@nobody_at_all"):
        stage = await staged()
        asked = {**EXAMPLES[method](stage), name: chat}
        if (method, name) in NOT_LOOKED_UP:
            await stage.ask(method, asked)
        else:
            assert await refused(stage, method, asked) == "Bad Request: chat not found"
