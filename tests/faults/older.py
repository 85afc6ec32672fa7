"""What a Bot API server tells that is older than our library, with nothing beyond what it knew."""

from __future__ import annotations

from typing import Any

from tests.town import ALARMS


def restricted(**facts: Any) -> dict[str, Any]:
    """The bot may write in the group, or not: as an older server tells it, with nothing beyond."""
    person = {"id": 5, "is_bot": False, "first_name": "Li"}
    bot = {"id": 42, "is_bot": True, "first_name": "Bridge"}
    told = {
        "chat": {"id": ALARMS, "type": "supergroup", "title": "Alarms"},
        "from": person,
        "date": 1,
        "old_chat_member": {"status": "administrator", "user": bot},
        "new_chat_member": {"status": "restricted", "user": bot, **facts},
    }
    return {"update_id": 1, "my_chat_member": told}
