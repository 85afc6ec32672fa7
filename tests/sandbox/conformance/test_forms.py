"""One call in every form that Telegram takes: the same answer to each, however the method's name is
spelt (https://core.telegram.org/bots/api#making-requests)."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from sandbox.methods import METHODS
from tests.sandbox.conformance.catalogue import examples
from tests.sandbox.conformance.stage import TOKEN, staged

EXAMPLES = examples()
FORMS = ("query", "json", "urlencoded", "multipart")


def as_text(value: object) -> str:
    """A parameter as forms carry it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def written(form: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """What aiohttp's client is told, for this form."""
    if form == "json":
        return {"json": parameters}
    plain = {name: as_text(value) for name, value in parameters.items()}
    if form == "multipart":
        parts = FormData(default_to_multipart=True)
        for name, text in plain.items():
            parts.add_field(name, text)
        return {"data": parts}
    return {"params" if form == "query" else "data": plain}


def likeness(value: object) -> object:
    """An answer without what chance has a part in: invite links and dice."""
    if isinstance(value, dict):
        return {name: likeness(inner) for name, inner in value.items() if name != "dice"}
    if isinstance(value, str) and value.startswith("https://t.me/+"):
        return "a link"
    return [likeness(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("method", METHODS)
async def test_every_form_gives_the_same(method: str, http: ClientSession) -> None:
    answers: list[tuple[int, object]] = []
    for form, name in zip(FORMS, (method, method.upper(), method.lower(), method), strict=True):
        stage = await staged()
        asked = written(form, EXAMPLES[method](stage))
        async with stage.telegram.serving(port=0) as url:
            how = http.get if form == "query" else http.post
            async with how(f"{url}/bot{TOKEN}/{name}", **asked) as answer:
                answers.append((answer.status, likeness(await answer.json())))
        assert stage.telegram.breaches == []
    assert answers[0][0] == 200, answers[0]
    assert answers == answers[:1] * len(FORMS)
