"""What Telegram has and the sandbox does not: answered as an unknown method is, and visible as such
in the log."""

import pytest

from sandbox.methods import METHODS
from sandbox.rules import rule_book
from sandbox.telegram import NOT_BUILT
from tests.sandbox.conformance.stage import TOKEN, staged

UNKNOWN = {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
UNBUILT = sorted(rule_book().methods.keys() - METHODS.keys())


@pytest.mark.parametrize("method", UNBUILT)
async def test_a_method_that_is_not_built_is_an_unknown_one_and_the_log_says_so(
    method: str,
) -> None:
    stage = await staged()
    unheard_of = await stage.ask("noSuchMethod", {})
    assert await stage.ask(method, {}) == unheard_of == UNKNOWN
    call = stage.telegram.log[-1]
    assert (call.method, call.answer, call.note) == (method, UNKNOWN, NOT_BUILT)
    assert call.wire()["note"] == NOT_BUILT
    assert call in stage.telegram.refused


async def test_what_is_built_has_no_note() -> None:
    stage = await staged()
    await stage.telegram.call(TOKEN, "getMe", {})
    assert stage.telegram.log[-1].note == ""
