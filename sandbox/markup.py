"""Keyboards and buttons that a bot puts under its messages, checked as Telegram checks them."""

from sandbox.refusals import Json, bad

_ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
}


def read(markup: object, *, private: bool) -> Json | None:
    """The reply_markup of a message, or None; `private` says what kind of chat it is for."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"])]
        return {"inline_keyboard": rows} if any(rows) else None
    if "keyboard" in markup:
        rows = [[_reply(button, private) for button in row] for row in _rows(markup["keyboard"])]
        return {**markup, "keyboard": [row for row in rows if row]}
    return markup


def _rows(rows: object) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse keyboard: Array of Arrays expected")
    return rows


def _inline(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not _ACTIONS & button.keys():
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    return button


def _reply(button: object, private: bool) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    if not private and button.get("request_location"):
        raise bad("location can be requested in private chats only")
    if not private and button.get("request_contact"):
        raise bad("phone number can be requested in private chats only")
    return button
