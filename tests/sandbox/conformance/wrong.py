"""Wrong values for a parameter, from what the rule book says of it: of another type, too long, too
many, out of range, none of the words there are."""

from collections.abc import Iterator
from typing import Any

from sandbox.rules import rule_book

ODD: list[object] = ["{", 7, 1.5, True, ["x"], [["x"]], [{"x": 1}], {"x": 1}]


def of_another_type(kinds: list[str]) -> list[object]:
    """Values that are of none of these kinds, inside of arrays too."""
    return [value for value in ODD if not any(_could_be(value, kind) for kind in kinds)]


def _could_be(value: object, kind: str) -> bool:
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_could_be(item, inner) for item in value)
    match kind:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "String" | "InputFile":
            return isinstance(value, str)
        case "Boolean" | "True":
            # Forms carry everything as text, and a text that is not "true" is false (Client.cpp,
            # to_bool).
            return isinstance(value, bool | str)
    return isinstance(value, dict) or (kind == "InputPollOption" and isinstance(value, str))


def too_much(rule: dict[str, Any], right: object) -> Iterator[object]:
    """Values beyond each upper limit that the rule book has for a parameter."""
    if "maxLength" in rule:
        yield "x" * (rule["maxLength"] + 1)
    if "maxItems" in rule:
        yield [_item(rule, right)] * (rule["maxItems"] + 1)
    if "maximum" in rule:
        yield rule["maximum"] + 1


def too_little(rule: dict[str, Any], right: object) -> Iterator[object]:
    """Values below each lower limit."""
    if rule["required"] and rule.get("minLength"):
        yield ""
    if rule.get("minItems"):
        yield [_item(rule, right)] * (rule["minItems"] - 1)
    if "minimum" in rule:
        yield rule["minimum"] - 1


def _item(rule: dict[str, Any], right: object) -> object:
    """One item of an array: as in a right call where there is one."""
    if isinstance(right, list) and right:
        return right[0]
    return 1 if rule["types"] == ["Array of Integer"] else "x"


def misshapen(kinds: list[str]) -> Iterator[dict[str, Any]]:
    """Objects of these types with a field of another type in each, and one with no field at all."""
    yield {}
    for kind in kinds:
        book = rule_book().types.get(kind.removeprefix("Array of "), {})
        for part in book.get("subtypes", [kind.removeprefix("Array of ")]):
            fields = rule_book().types.get(part, {}).get("fields", {})
            named = {
                name: field["enum"][0]
                for name, field in fields.items()
                if len(field.get("enum", ())) == 1
            }
            for name, field in fields.items():
                for value in of_another_type(field["types"]):
                    yield {**named, name: value}
