"""One valid call of each method about groups, their members, topics, pins, links and commands."""

from collections.abc import Callable
from typing import Any, Protocol

from sandbox import Phone, Telegram
from sandbox.happenings import asks_in
from sandbox.invites import Link
from sandbox.membership import Terms
from sandbox.records import Bot, Chat


class Stage(Protocol):
    """What these calls stand on: `group` is a forum with the bot as full administrator and
    `person` as an ordinary member, `topic` one of its topics."""

    telegram: Telegram
    bot: Bot
    person: Phone
    group: Chat
    topic: int | None
    group_said: int


Example = Callable[[Stage], dict[str, Any]]

_COMMANDS = [{"command": "alarm", "description": "Call the officers"}]


def _nothing(_: Stage) -> dict[str, Any]:
    return {}


def _group(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.group.id}


def _member(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.group.id, "user_id": stage.person.id}


def _topic(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.group.id, "message_thread_id": stage.topic}


def _said(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.group.id, "message_id": stage.group_said}


def _link(stage: Stage) -> dict[str, Any]:
    """A link that the bot has made, by which people ask."""
    link = Link(stage.bot, asks=True)
    stage.group.links[link.url] = link
    return {"chat_id": stage.group.id, "invite_link": link.url}


def _request(stage: Stage) -> dict[str, Any]:
    """Somebody new who has asked to be let in."""
    link = stage.group.links[_link(stage)["invite_link"]]
    somebody = stage.telegram.add_person("赵大爷")
    asks_in(stage.telegram, stage.group, somebody.person, link)
    return {"chat_id": stage.group.id, "user_id": somebody.id}


def _administrator(stage: Stage) -> dict[str, Any]:
    """Somebody whom the bot has promoted."""
    stage.group.members[stage.person.id] = "administrator"
    stage.group.terms[stage.person.id] = Terms(by=stage.bot.id)
    return _member(stage)


def _pinned(stage: Stage) -> dict[str, Any]:
    stage.group.pinned.append(stage.group_said)
    return _group(stage)


def _closed(stage: Stage) -> dict[str, Any]:
    assert stage.topic is not None
    stage.group.topics[stage.topic].closed = True
    return _topic(stage)


def _closed_general(stage: Stage) -> dict[str, Any]:
    stage.group.topics[1].closed = True
    return _group(stage)


def _hidden_general(stage: Stage) -> dict[str, Any]:
    stage.group.topics[1].hidden = True
    return _closed_general(stage)


def _later(stage: Stage) -> int:
    return int(stage.telegram.clock.now()) + 3600


def _long_running(stage: Stage) -> dict[str, Any]:
    """`close` is refused in the first ten minutes."""
    stage.telegram.clock.move(601)
    return {}


EXAMPLES: dict[str, Example] = {
    "getChat": _group,
    "getChatMember": _member,
    "getChatMemberCount": _group,
    "getChatAdministrators": lambda stage: {**_group(stage), "return_bots": True},
    "leaveChat": _group,
    "setChatTitle": lambda stage: {**_group(stage), "title": "Room 1"},
    "setChatDescription": lambda stage: {**_group(stage), "description": "Alarms only"},
    "banChatMember": lambda stage: {
        **_member(stage),
        "until_date": _later(stage),
        "revoke_messages": True,
    },
    "unbanChatMember": lambda stage: {**_member(stage), "only_if_banned": True},
    "restrictChatMember": lambda stage: {
        **_member(stage),
        "permissions": {"can_send_messages": True},
        "use_independent_chat_permissions": True,
        "until_date": _later(stage),
    },
    "promoteChatMember": lambda stage: {
        **_member(stage),
        "can_pin_messages": True,
        "can_manage_topics": True,
    },
    "setChatAdministratorCustomTitle": lambda stage: {
        **_administrator(stage),
        "custom_title": "Warden",
    },
    "setChatPermissions": lambda stage: {
        **_group(stage),
        "permissions": {"can_send_messages": True, "can_send_photos": True},
    },
    "exportChatInviteLink": _group,
    "createChatInviteLink": lambda stage: {
        **_group(stage),
        "name": "Neighbours",
        "expire_date": _later(stage),
        "member_limit": 10,
    },
    "editChatInviteLink": lambda stage: {
        **_link(stage),
        "name": "Wardens",
        "creates_join_request": True,
    },
    "revokeChatInviteLink": _link,
    "approveChatJoinRequest": _request,
    "declineChatJoinRequest": _request,
    "pinChatMessage": lambda stage: {**_said(stage), "disable_notification": True},
    "unpinChatMessage": lambda stage: {**_pinned(stage), "message_id": stage.group_said},
    "unpinAllChatMessages": _pinned,
    "createForumTopic": lambda stage: {**_group(stage), "name": "Case 7", "icon_color": 0xFFD67E},
    "editForumTopic": lambda stage: {
        **_topic(stage),
        "name": "Case 7: closed",
        "icon_custom_emoji_id": "5312241539987020022",
    },
    "closeForumTopic": _topic,
    "reopenForumTopic": _closed,
    "deleteForumTopic": _topic,
    "unpinAllForumTopicMessages": _topic,
    "editGeneralForumTopic": lambda stage: {**_group(stage), "name": "Everybody"},
    "closeGeneralForumTopic": _group,
    "reopenGeneralForumTopic": _closed_general,
    "hideGeneralForumTopic": _group,
    "unhideGeneralForumTopic": _hidden_general,
    "unpinAllGeneralForumTopicMessages": _pinned,
    "getForumTopicIconStickers": _nothing,
    "setMyCommands": lambda stage: {
        "commands": _COMMANDS,
        "scope": {"type": "chat_member", **_member(stage)},
        "language_code": "zh",
    },
    "getMyCommands": lambda stage: {"scope": {"type": "chat", **_group(stage)}},
    "deleteMyCommands": lambda stage: {"scope": {"type": "chat_administrators", **_group(stage)}},
    "setChatMenuButton": lambda stage: {
        "chat_id": stage.person.id,
        "menu_button": {"type": "commands"},
    },
    "getChatMenuButton": lambda stage: {"chat_id": stage.person.id},
    "setMyDefaultAdministratorRights": lambda _: {"for_channels": False},
    "getMyDefaultAdministratorRights": lambda _: {"for_channels": True},
    "getMyStarBalance": _nothing,
    "getStarTransactions": lambda _: {"offset": 0, "limit": 10},
    "logOut": _nothing,
    "close": _long_running,
}
