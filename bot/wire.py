"""How what waits in the outbox is said in the Bot API's own words."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

from bot.telegram import RefusedByTelegramError
from db.leases import Leased

REPEAT = "↻ "  # the recipient may have this already; understood in every language
LONGEST = 4096  # UTF-16 units of a message, after its markup is taken out
TOAST = 200
_TAG = re.compile(r"</?[a-z-]+(?:\s[^<>]*)?>")


def request(row: Leased) -> tuple[str, dict[str, Any]]:
    """Method and parameters for a row: a new message, an edited card, an answered press, a group to
    leave, or the question who leads one."""
    said = row.content
    if row.kind == "toast":
        answer: dict[str, Any] = {"callback_query_id": said["query"]}
        if said["text"]:
            answer |= {"text": said["text"][:TOAST], "show_alert": said["popup"]}
        return "answerCallbackQuery", answer
    if row.kind == "leave":
        return "leaveChat", {"chat_id": row.chat_id}
    if row.kind == "ask":
        return "getChatAdministrators", {"chat_id": row.chat_id}
    parameters: dict[str, Any] = {
        "chat_id": row.chat_id,
        "text": (REPEAT if row.repeat else "") + said["text"],
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    markup = _markup(said)
    message_id = said.get("message_id") or row.message_id
    if message_id is not None:
        parameters |= {"message_id": message_id, "text": said["text"]}
        if "buttons" in said:
            parameters["reply_markup"] = markup
        return "editMessageText", parameters
    if markup is not None:
        parameters["reply_markup"] = markup
    if said.get("silent"):
        parameters["disable_notification"] = True
    return "sendMessage", parameters


def _markup(said: dict[str, Any]) -> dict[str, Any] | None:
    if "buttons" in said:
        rows = [
            [{"text": label, "callback_data": press} for label, press in row]
            for row in said["buttons"]
        ]
        return {"inline_keyboard": rows}
    if "keyboard" in said:
        keys = [[_key(label, wants) for label, wants in row] for row in said["keyboard"]]
        return {"keyboard": keys, "resize_keyboard": True, "is_persistent": True}
    return None


def _key(label: str, wants: str | None) -> dict[str, Any]:
    match wants:
        case "place":
            return {"text": label, "request_location": True}
        case "contact":
            return {"text": label, "request_contact": True}
    return {"text": label}


def check(row: Leased, result: list[dict[str, Any]]) -> None:
    """Raises RefusedByTelegramError when Telegram's answer to a question is no: who is asked about is
    not among the administrators (getChatAdministrators needs no rights of the bot's own, as
    getChatMember may: core.telegram.org/bots/api#getchatmember)."""
    if row.content["who"] not in {administrator["user"]["id"] for administrator in result}:
        raise RefusedByTelegramError(400, "no administrator", {})


def as_new(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same content as a message of its own, when the one to edit is gone."""
    return {name: value for name, value in parameters.items() if name != "message_id"}


def as_plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same words without markup, when Telegram can't read ours."""
    plain = html.unescape(_TAG.sub("", parameters["text"]))
    if len(plain.encode("utf-16-le")) > 2 * LONGEST:
        plain = plain.encode("utf-16-le")[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"
    return {name: value for name, value in parameters.items() if name != "parse_mode"} | {
        "text": plain
    }


def digest(row: Leased) -> str:
    """What a card shows, in short: equal digests mean Telegram would refuse the edit as no change."""
    seen = {name: row.content.get(name) for name in ("text", "buttons")}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
