"""The rule book: what Telegram's Bot API takes and gives, as a table that judges both directions.

A breach is a sentence: where, and what is wrong there. Requests and answers alike are judged; the
table (rules/botapi-10.3.min.json) names each method and type with its fields.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sandbox import entities
from sandbox.refusals import Json, Refused, bad
from sandbox.shapes import is_of, misfit

_BOOK = Path(__file__).parent / "rules" / "botapi-10.3.min.json"
_FOREVER = 0x7FFFFFFF  # live_period of a place that is shared until it is stopped
_RETURNS = {"true": "True", "string": "String", "number": "Integer"}
_SCALARS = {"Integer", "Float", "String", "Boolean", "True", "InputFile"}
_READ_ELSEWHERE = {"reply_markup"}  # markup.py has Telegram's own words for it
_WORDED = {"media", "options"}  # their methods have its words for what is missing
_TRUE = {"true", "1", "yes"}


class RuleBook:
    """The Bot API as a table."""

    def __init__(self, path: Path = _BOOK) -> None:
        book = json.loads(path.read_text())
        self.types: dict[str, Json] = book["types"]
        del self.types["InputFile"]  # no object: a text that names a file, or one that comes along
        self.methods: dict[str, Json] = book["methods"]
        # The book's source read the first of three ranges only: 🎰 goes to 64 (Bot API, Dice).
        self.types["Dice"]["fields"]["value"]["maximum"] = 64
        self._names = {name.lower(): name for name in self.methods}

    def name(self, method: str) -> str | None:
        """The method's name as the book writes it, or None; Telegram ignores case."""
        return self._names.get(method.lower())

    def read(self, method: str, raw: Json) -> Json:
        """The parameters of a request with their types: forms carry everything as text."""
        fields = self.methods[method]["fields"]
        typed: Json = {}
        for name, value in raw.items():
            if value is not None:
                kinds = fields[name]["types"] if name in fields else ["String"]
                typed[name] = _read(name, value, kinds) if isinstance(value, str) else value
                self._check(name, typed[name], kinds)
        return typed

    def _check(self, name: str, value: object, kinds: list[str]) -> None:
        """Refuse what no method could read: a wrong kind of value, or strings that are none."""
        if not any(is_of(value, kind) or isinstance(value, _shape(kind)) for kind in kinds):
            raise bad(f'parameter "{name}" must be {kinds[0]}')
        if isinstance(value, dict | list) and name not in _READ_ELSEWHERE:
            wrong = misfit(name, value, kinds, self.types, whole=name not in _WORDED)
            if wrong is not None:
                raise bad(f"can't parse {name}: {wrong}")
        _check_strings(value)

    def judge_request(self, method: str, parameters: Json) -> list[str]:
        """Breaches in what a bot asks."""
        fields = self.methods[method]["fields"]
        return list(self._object(method, parameters, fields))

    def judge_answer(self, method: str, result: object) -> list[str]:
        """Breaches in what a method gave back."""
        kinds = [
            f"Array of {kind[:-2]}" if kind.endswith("[]") else _RETURNS.get(kind, kind)
            for kind in str(self.methods[method]["returns"]).split(" | ")
        ]
        return list(self._value(f"{method} result", result, kinds, {}))

    def judge(self, kind: str, value: object) -> list[str]:
        """Breaches in an object that should be of type `kind` ("Message", "Array of Update")."""
        return list(self._value(kind, value, [kind], {}))

    def _object(self, where: str, value: Json, fields: dict[str, Json]) -> Iterator[str]:
        for name, rule in fields.items():
            if rule["required"] and name not in value:
                yield f"{where}.{name}: missing"
        for name, inner in value.items():
            rule = fields.get(name, {})
            if not rule:
                yield f"{where}.{name}: unknown field"
                continue
            yield from self._value(f"{where}.{name}", inner, rule["types"], rule)
            if isinstance(inner, str) and "maxLength" in rule:
                yield from _length(f"{where}.{name}", name, value, rule)

    def _value(self, where: str, value: object, kinds: list[str], rule: Json) -> Iterator[str]:
        arrays = [kind.removeprefix("Array of ") for kind in kinds if kind.startswith("Array of ")]
        if isinstance(value, list) and arrays:
            if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
                yield f"{where}: {len(value)} items"
            for index, item in enumerate(value):
                yield from self._value(f"{where}[{index}]", item, arrays, {})
            return
        plain = [kind for kind in kinds if is_of(value, kind)]
        if plain:
            yield from _range(where, value, rule)
            return
        if isinstance(value, dict):
            named = [kind for kind in kinds if kind in self.types]
            if named:
                yield from self._best(where, value, named)
                return
        yield f"{where}: {type(value).__name__} is no {' or '.join(kinds)}"

    def _best(self, where: str, value: Json, kinds: list[str]) -> Iterator[str]:
        """Judge by the type of a union that was meant: the one with this tag, or the best fit."""
        fits: list[tuple[bool, list[str]]] = []
        for kind in kinds:
            rule = self.types[kind]
            if "subtypes" in rule:
                fits.append((False, list(self._best(where, value, rule["subtypes"]))))
            else:
                breaches = list(self._object(where, value, rule["fields"]))
                fits.append((_other_tag(value, rule["fields"]), breaches))
        yield from min(fits, key=lambda fit: (fit[0], len(fit[1])))[1]


def _other_tag(value: Json, fields: dict[str, Json]) -> bool:
    """Whether a field that tells types apart ("status": "kicked") names another type."""
    tags = {name: rule["enum"] for name, rule in fields.items() if len(rule.get("enum", ())) == 1}
    return any(name in value and value[name] not in only for name, only in tags.items())


def _range(where: str, value: object, rule: Json) -> Iterator[str]:
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where}: {value!r} is none of {', '.join(map(str, rule['enum']))}"
    if isinstance(value, int | float) and "minimum" in rule:
        # The table lost the minus of "from -999999999 to 999999999" (StarAmount).
        low = -rule["maximum"] if rule["minimum"] == rule["maximum"] else rule["minimum"]
        forever = where.endswith("live_period") and value == _FOREVER
        if not forever and not low <= value <= rule["maximum"]:
            yield f"{where}: {value} is outside {low}..{rule['maximum']}"


def _length(where: str, name: str, among: Json, rule: Json) -> Iterator[str]:
    """Texts are counted as they are shown, in UTF-16 units; payloads in bytes."""
    text = among[name]
    if rule.get("afterEntities"):
        prefix = "" if name in ("text", "caption") else f"{name}_"
        try:
            mode = among.get(f"{prefix}parse_mode")
            text = entities.parse(text, mode if isinstance(mode, str) else None).text
        except Refused as refused:
            yield f"{where}: {refused.description}"
            return
    bytewise = rule.get("unit") == "bytes"
    size = (
        len(text.encode(errors="replace"))
        if bytewise
        else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )
    if not rule.get("minLength", 0) <= size <= rule["maxLength"]:
        unit = "bytes" if bytewise else "characters"
        yield f"{where}: {size} {unit}, not {rule.get('minLength', 0)}..{rule['maxLength']}"


def _read(name: str, value: str, kinds: list[str]) -> Any:
    first = kinds[0]
    try:
        if "String" in kinds:
            return int(value) if first == "Integer" and value.lstrip("-").isdigit() else value
        match first:
            case "Integer":
                return int(value)
            case "Float":
                return float(value)
            case "Boolean" | "True":
                return value.lower() in _TRUE
            case "InputFile":
                return value
        return json.loads(value)
    except ValueError as wrong:
        what = (
            f'parameter "{name}" must be {first}'
            if first in ("Integer", "Float")
            else (f"can't parse {name} JSON object")
        )
        raise bad(what) from wrong


def _shape(kind: str) -> type:
    if kind.startswith("Array of "):
        return list
    return type(None) if kind in _SCALARS else dict


def _check_strings(value: object) -> None:
    if isinstance(value, str):
        entities.check(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _check_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_strings(inner)


@cache
def rule_book() -> RuleBook:
    """The one rule book; read once, it never changes."""
    return RuleBook()
