"""Polls and quizzes: asked, and closed.

Source: Bot API, sendPoll and stopPoll; refusals as in TDLib's PollOption, PollManager and
process_input_message_content.
"""

from itertools import pairwise

from sandbox import markup as keyboards
from sandbox import polls
from sandbox.entities import parse, units
from sandbox.methods import saying
from sandbox.methods.method import Method
from sandbox.polls import Poll
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World


async def send_poll(world: World, bot: Bot, p: Json) -> Json:
    chat = saying.target(world, bot, p)
    poll = _asked(world, p)
    content: Json = {"poll": poll.wire(known=True)}
    if description := _words(p, "description", 1024, "MEDIA_CAPTION_TOO_LONG"):
        content["poll"] |= description
        poll.asked |= description
    try:
        message = saying.say(world, bot, chat, p, content)
    except Exception:
        del world.polls[poll.id]  # it was never asked
        raise
    polls.joined(world.polls, message)
    close_by_clock(world, poll, chat.id)
    return message.wire()


async def stop_poll(world: World, bot: Bot, p: Json) -> Json:
    chat = saying.target(world, bot, p)
    message = chat.messages.get(p.get("message_id", 0))
    if message is None:
        raise bad("message with poll to stop not found")
    if "poll" not in message.content:
        raise bad("message is not a poll")
    poll = world.polls[message.content["poll"]["id"]]
    if message.author is not bot or message.origin is not None:
        raise bad("poll can't be stopped")
    if poll.closed:
        raise bad("poll has already been closed")
    message.markup = keyboards.read_inline(p.get("reply_markup"))
    saying.pace(world, bot, chat, p)
    close(world, poll, stopped=True)
    return poll.wire(known=True)


def close_by_clock(world: World, poll: Poll, chat: int) -> None:
    """Let it close when its time is over."""
    if poll.close_date is not None and not poll.closed:
        world.due.add(poll.close_date, "poll closes", chat, lambda: close(world, poll))


def close(world: World, poll: Poll, *, stopped: bool = False) -> None:
    """Close a poll, if it is not closed yet, and tell who is to know."""
    if poll.closed:
        return
    poll.closed = True
    if stopped:
        poll.close_date = None
    told(world, poll, stopped=stopped)


def told(world: World, poll: Poll, *, stopped: bool = False) -> None:
    """Show a poll as it is now, and tell the bots that may know."""
    poll.shown()
    for bot in polls.interested(poll, world.bots.values(), stopped=stopped):
        world.deliver(bot, "poll", poll.wire(known=bot is poll.sender), None)
    for message in poll.messages:
        world.changed(message.chat)


def _asked(world: World, p: Json) -> Poll:
    question = _words(p, "question", 300, "poll question length must not exceed 300")
    if not question:
        raise bad("poll question must be non-empty")
    texts = _options(p.get("options"))
    quiz = p.get("type") == "quiz"
    if p.get("type") not in (None, "quiz", "regular"):
        raise bad("unsupported poll type specified")
    if p.get("members_only") or p.get("country_codes"):
        raise bad("poll voters can be restricted only in channel chats")
    asked = question | {
        "is_anonymous": p.get("is_anonymous", True),
        "type": "quiz" if quiz else "regular",
        "allows_multiple_answers": bool(p.get("allows_multiple_answers")),
        "allows_revoting": p.get("allows_revoting", not quiz),
        "members_only": False,
    }
    period, until = p.get("open_period", 0), p.get("close_date", 0)
    now = int(world.clock.now())
    if period or until:
        left = int(period or until - now)
        if not 5 <= left <= 2_628_000:
            raise bad("wrong poll data specified")
        asked["open_period"] = left
        until = now + left
    return polls.add(
        world.polls,
        asked=asked,
        texts=texts,
        correct=_correct(p, len(texts)) if quiz else [],
        explanation=_words(p, "explanation", 200, "MEDIA_CAPTION_TOO_LONG") if quiz else {},
        closed=bool(p.get("is_closed")),
        close_date=until or None,
    )


def _options(given: object) -> list[Json]:
    if not isinstance(given, list):
        raise bad("expected an Array of String as options")
    if not given:
        raise bad("poll must have at least one answer option")
    if len(given) > 12:
        raise bad("poll can't have more than 12 options")
    texts = []
    for option in given:
        asked = {"text": option} if isinstance(option, str) else option
        if not isinstance(asked, dict):
            raise bad("expected an option to be of type String")
        if "text" not in asked:
            raise bad('can\'t find field "text"')
        text = _words(asked, "text", 100, "poll options length must not exceed 100")
        if not text:
            raise bad("poll option must be non-empty")
        texts.append(text)
    return texts


def _correct(p: Json, options: int) -> list[int]:
    chosen = p.get("correct_option_ids") or []
    if not chosen:
        raise bad("correct quiz option list must be non-empty")
    if any(later <= earlier for earlier, later in pairwise(chosen)):
        raise bad("correct quiz option list must be increasing")
    if not all(0 <= index < options for index in chosen):
        raise bad("wrong quiz correct_option_id")
    return list(chosen)


def _words(p: Json, name: str, limit: int, too_long: str) -> Json:
    """A text with its entities under their own names; none where it is empty."""
    said = p.get(name)
    shown = parse(said or "", p.get(f"{name}_parse_mode"), p.get(f"{name}_entities"))
    if units(shown.text) > limit:
        raise bad(too_long)
    if not shown.text:
        return {}
    marked = {f"{name}_entities": shown.entities} if shown.entities else {}
    return {name: shown.text, **marked}


METHODS: dict[str, Method] = {
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
}
