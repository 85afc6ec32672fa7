"""What happens in a chat, and who is told: service messages, and changes of members.

A service message goes to every bot in the group, privacy or not. Of a change a bot is told as
`my_chat_member` if it is its own, and as `chat_member` if it is an administrator and has asked for
that (Bot API, Update).
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.invites import Link
from sandbox.membership import Terms, chat_member, granted, is_inside, leads, terms
from sandbox.records import Bot, Chat, Message, Person
from sandbox.refusals import Json
from sandbox.topics import GENERAL, Topic

if TYPE_CHECKING:
    from sandbox.world import World

_PLAIN = Terms()
FIRST_GROUP = -1_001_000_000_001  # the id of the first supergroup; the next are below it
REACHABLE = 300  # seconds: ChatJoinRequest.user_chat_id


def note(
    world: "World", chat: Chat, author: Person | Bot, content: Json, thread: int | None = None
) -> Message:
    """Put a service message into the chat and tell all bots that are in it."""
    message = world.add_message(chat, author, content, thread=thread)
    for bot in world.readers(message):
        world.deliver(bot, "message", message.wire(), chat.id)
    return message


def change(
    world: "World",
    chat: Chat,
    by: Person | Bot,
    whom: Person | Bot,
    status: str,
    own: Terms = _PLAIN,
    *,
    link: Link | None = None,
    asked: bool = False,
) -> None:
    """Make somebody something else in a group, with all that is told of it.

    `by` does it; `link` is what they came by, `asked` that an administrator let them in.
    """
    was = (chat.members.get(whom.id, "left"), terms(chat, whom.id))
    there = is_inside(chat, whom.id)
    present = [bot for bot in world.bots.values() if is_inside(chat, bot.id)]
    chat.members[whom.id] = status
    chat.terms.pop(whom.id, None)
    if own != _PLAIN:
        chat.terms[whom.id] = own
    here = is_inside(chat, whom.id)
    if was != (status, own):
        told = [*present, whom] if isinstance(whom, Bot) and not there else present
        for bot in told:
            if bot is whom or leads(chat, bot.id):
                happened = _changed(world, chat, by, whom, was, bot)
                if link is not None:
                    happened["invite_link"] = link.wire(bot)
                if asked:
                    happened["via_join_request"] = True
                kind = "my_chat_member" if bot is whom else "chat_member"
                world.deliver(bot, kind, happened, chat.id)
    if here and not there:
        # Who came by a link came by themselves, whoever let them in.
        note(world, chat, whom if link else by, {"new_chat_members": [whom.wire()]})
    elif there and not here:
        message = world.add_message(chat, by, {"left_chat_member": whom.wire()})
        for bot in present:
            world.deliver(bot, "message", message.wire(), chat.id)
    world.changed(chat)


def _changed(
    world: "World",
    chat: Chat,
    by: Person | Bot,
    whom: Person | Bot,
    was: tuple[str, Terms],
    bot: Bot,
) -> Json:
    return {
        "chat": chat.wire(),
        "from": by.wire(),
        "date": int(world.clock.now()),
        "old_chat_member": chat_member(chat, whom, bot, was),
        "new_chat_member": chat_member(chat, whom, bot),
    }


def comes_in(
    world: "World",
    chat: Chat,
    by: Person | Bot,
    person: Person,
    link: Link | None,
    *,
    asked: bool = False,
) -> None:
    """Let a person in, by a link if not by a public name; who was restricted before stays so."""
    if link is not None:
        link.joined += 1
    own = terms(chat, person.id)
    if chat.members.get(person.id) == "restricted":
        change(
            world, chat, by, person, "restricted", replace(own, inside=True), link=link, asked=asked
        )
    else:
        change(world, chat, by, person, "member", link=link, asked=asked)


def asks_in(world: "World", chat: Chat, person: Person, link: Link) -> None:
    """Note that a person asks to be let in, and tell the bots that may decide."""
    chat.requests[person.id] = link
    link.waiting.add(person.id)
    now = world.clock.now()
    for bot in world.bots.values():
        if granted(chat, bot, "can_invite_users"):
            person.reachable[bot.id] = now + REACHABLE
            asked = {
                "chat": chat.wire(),
                "from": person.wire(),
                "user_chat_id": person.id,
                "date": int(now),
                "invite_link": link.wire(bot),
            }
            world.deliver(bot, "chat_join_request", asked, chat.id)


def decides(world: "World", chat: Chat, by: Person | Bot, person: Person, *, let_in: bool) -> None:
    """Answer a person's request to be let in; KeyError if there is none."""
    link = chat.requests.pop(person.id)
    link.waiting.discard(person.id)
    person.reachable.clear()
    if let_in:
        comes_in(world, chat, by, person, link, asked=True)


def pin(world: "World", chat: Chat, by: Person | Bot, message: Message) -> None:
    """Pin a message, with the service message that says so; again is no news."""
    if message.id in chat.pinned:
        return
    chat.pinned.append(message.id)
    note(world, chat, by, {"pinned_message": message.wire(reply=False)}, message.thread)


def open_topic(
    world: "World",
    chat: Chat,
    by: Person | Bot,
    name: str,
    icon_color: int,
    icon_custom_emoji_id: str | None = None,
) -> Topic:
    """Open a topic; the message that says so is its first and has its id."""
    topic = Topic(chat.last_id + 1, name, icon_color, icon_custom_emoji_id, by=by.id)
    chat.topics[topic.id] = topic
    note(world, chat, by, {"forum_topic_created": topic.opening()}, topic.id)
    return topic


def edit_topic(
    world: "World",
    chat: Chat,
    by: Person | Bot,
    topic: Topic,
    name: str | None = None,
    icon_custom_emoji_id: str | None = None,
) -> None:
    """Rename a topic or give it another icon ("" for none); None leaves it as it is."""
    edited: Json = {}
    if name is not None:
        edited["name"] = topic.name = name
    if icon_custom_emoji_id is not None:
        edited["icon_custom_emoji_id"] = icon_custom_emoji_id
        topic.icon_custom_emoji_id = icon_custom_emoji_id or None
    note(world, chat, by, {"forum_topic_edited": edited}, thread_of(topic))


def close_topic(
    world: "World", chat: Chat, by: Person | Bot, topic: Topic, *, closed: bool
) -> None:
    """Close a topic or open it again."""
    topic.closed = closed
    said = "forum_topic_closed" if closed else "forum_topic_reopened"
    note(world, chat, by, {said: {}}, thread_of(topic))


def hide_general(world: "World", chat: Chat, by: Person | Bot, *, hidden: bool) -> None:
    """Hide the General topic or show it again."""
    chat.topics[GENERAL].hidden = hidden
    said = "general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden"
    note(world, chat, by, {said: {}})


def delete_topic(world: "World", chat: Chat, topic: Topic) -> None:
    """Take a topic away with all that was said in it; nobody is told."""
    del chat.topics[topic.id]
    for message in list(chat.messages.values()):
        if message.thread == topic.id:
            del chat.messages[message.id]
    world.changed(chat)


def thread_of(topic: Topic) -> int | None:
    """What messages in that topic have for a thread."""
    return None if topic.id == GENERAL else topic.id


def upgrade(world: "World", group: Chat) -> Chat:
    """Make a basic group a supergroup, with a new id; both ids tell of it."""
    fresh = Chat(FIRST_GROUP - len(world.groups), "supergroup", group.title)
    fresh.members, fresh.terms = dict(group.members), dict(group.terms)
    fresh.permissions, fresh.description = group.permissions, group.description
    world.groups[fresh.id] = fresh
    group.migrated_to = fresh.id
    by = next(world.people[user] for user in group.members if user in world.people)
    note(world, group, by, {"migrate_to_chat_id": fresh.id})
    note(world, fresh, by, {"migrate_from_chat_id": group.id})
    return fresh
