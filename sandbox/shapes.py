"""Whether a JSON value has the shape that the rule book asks for, before any method reads it.

Types only: what a text or a number may be is for the methods to refuse, in their own words. Unknown
fields are passed over, as Telegram does. Words: td/utils/JsonBuilder.cpp.
"""

from sandbox.refusals import Json

_NAMES = {"Integer": "Number", "Float": "Number", "True": "Boolean", "InputFile": "String"}
_MAY_BE_TEXT = {"InputPollOption", "KeyboardButton"}  # {"text": ...} in short


def is_of(value: object, kind: str) -> bool:
    """Whether a scalar is of this kind."""
    match kind:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "String" | "InputFile":
            return isinstance(value, str)
        case "Boolean":
            return isinstance(value, bool)
        case "True":
            return value is True
    return False


def misfit(
    name: str, value: object, kinds: list[str], types: dict[str, Json], *, whole: bool = True
) -> str | None:
    """What is wrong with the field `name`, or None; `types` is the rule book's table of objects.

    Where an object need not be `whole`, only the fields it has are looked at.
    """
    found: list[str] = []
    for kind in kinds:
        wrong = _misfit(name, value, kind, types, whole)
        if wrong is None:
            return None
        found.append(wrong)
    # The deepest is of the type that was most likely meant.
    return max(found, key=lambda words: ("field" in words, not words.startswith(f'Field "{name}"')))


def _misfit(name: str, value: object, kind: str, types: dict[str, Json], whole: bool) -> str | None:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return f'Field "{name}" must be of type Array'
        inner = [kind.removeprefix("Array of ")]
        items = (misfit(name, each, inner, types, whole=whole) for each in value)
        return next((wrong for wrong in items if wrong), None)
    if kind not in types:
        fits = is_of(value, kind)
        return None if fits else f'Field "{name}" must be of type {_NAMES.get(kind, kind)}'
    if isinstance(value, dict):
        return _object(name, value, types[kind], types, whole)
    short = isinstance(value, str) and kind in _MAY_BE_TEXT
    return None if short or not whole else f'Field "{name}" must be of type Object'


def _object(name: str, value: Json, rule: Json, types: dict[str, Json], whole: bool) -> str | None:
    if "subtypes" in rule:
        meant = [kind for kind in rule["subtypes"] if not _other_tag(value, types[kind])]
        # A tag that no type has is for the method to refuse: each has its own words for that.
        return misfit(name, value, meant, types, whole=whole) if meant else None
    for field, inner in rule["fields"].items():
        given = value.get(field)
        if given is None:
            if inner["required"] and whole:
                return f'Can\'t find field "{field}"'
        elif wrong := misfit(field, given, inner["types"], types):
            return wrong
    return None


def _other_tag(value: Json, rule: Json) -> bool:
    """Whether a field that tells the types of a union apart names another one."""
    fields: Json = rule.get("fields", {})
    tags = {
        name: field["enum"] for name, field in fields.items() if len(field.get("enum", ())) == 1
    }
    return any(name in value and value[name] not in only for name, only in tags.items())
