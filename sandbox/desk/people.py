"""Who there is and what they do: the state in one look, a chat as one person sees it, and every deed."""

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.desk.deeds import body, do, seat_of
from sandbox.desk.views import summary, view
from sandbox.membership import is_inside
from sandbox.people import Phone, Seat
from sandbox.refusals import Json, Refused

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_FACE = ("first_name", "last_name", "username", "language_code")
_Wrong = (LookupError, PermissionError, ValueError, TypeError, Refused)


class People:
    """The handlers of everything that somebody with a phone does."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram
        self._seats: dict[tuple[int, int, int | None], Seat] = {}

    async def state(self, request: web.Request) -> web.Response:
        """Everybody and every chat, without the messages in them."""
        telegram = self._telegram
        groups = [
            group.wire()
            | {
                "is_forum": group.forum,
                "members": group.members,
                "migrated_to": group.migrated_to,
            }
            for group in telegram.groups.values()
        ]
        people = [
            person.wire() | {"chats": [summary(seat) for seat in self._seats_of(person.id)]}
            for person in telegram.people.values()
        ]
        state: Json = {"now": telegram.clock.now(), "offset": telegram.clock.offset}
        state |= {"bots": [bot.wire() for bot in telegram.bots.values()], "groups": groups}
        return web.json_response(state | {"people": people})

    async def view(self, request: web.Request) -> web.Response:
        """A chat, or ?topic= of it: the newest ?last= messages, those ?before= or ?after= one."""
        try:
            return web.json_response(_page(self._seat(request), request))
        except _Wrong as wrong:
            return _refused(wrong)

    async def act(self, request: web.Request) -> web.Response:
        """Somebody does something: the deed is a verb of `Seat`, the body its arguments."""
        try:
            seat = self._seat(request)
            await do(self._telegram, seat, request.match_info["deed"], await body(request))
            return web.json_response(_page(seat, request))
        except _Wrong as wrong:
            return _refused(wrong)

    async def join(self, request: web.Request) -> web.Response:
        """Somebody follows a link into a group."""
        try:
            phone = self._phone(int(request.match_info["person"]))
            await phone.joins((await request.json())["link"])
        except _Wrong as wrong:
            return _refused(wrong)
        self._told()
        return web.json_response({})

    async def add_bot(self, request: web.Request) -> web.Response:
        bot = self._telegram.add_bot(**await request.json())
        self._told()
        return web.json_response(bot.wire() | {"token": bot.token})

    async def add_person(self, request: web.Request) -> web.Response:
        """Somebody new; `met` are bots they started before, whose chats are on their phone."""
        asked = await request.json()
        met = asked.pop("met", [])
        phone = self._telegram.add_person(**asked)
        for bot in met:
            phone.meets(self._telegram.bots[bot])
            phone.with_(self._telegram.bots[bot])
        self._told()
        return web.json_response(phone.person.wire())

    async def change_person(self, request: web.Request) -> web.Response:
        """Somebody takes another name or language; an empty one is taken away."""
        asked: Json = await request.json()
        try:
            person = self._telegram.people[int(request.match_info["person"])]
            if unknown := asked.keys() - set(_FACE):
                raise ValueError(f"nobody can change that: {', '.join(sorted(unknown))}")
            if not asked.get("first_name", person.first_name):
                raise ValueError("everybody has a first name")
        except _Wrong as wrong:
            return _refused(wrong)
        for name, value in asked.items():
            setattr(person, name, value or None)
        self._told()
        return web.json_response(person.wire())

    async def add_group(self, request: web.Request) -> web.Response:
        asked = await request.json()
        telegram = self._telegram
        members = [self._phone(person) for person in asked.pop("members", [])]
        bot = telegram.bots[asked.pop("bot")] if "bot" in asked else None
        return web.json_response(telegram.add_group(members=members, bot=bot, **asked).wire())

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a photo, a voice note …"""
        try:
            file = self._telegram.files[request.match_info["file"]]
        except LookupError:
            raise web.HTTPNotFound from None
        return web.Response(body=file.data, content_type=file.mime)

    def _told(self) -> None:
        self._telegram.tell({"kind": "world"})

    def _phone(self, person: int) -> Phone:
        return Phone(self._telegram, self._telegram.people[person])

    def _seat(self, request: web.Request) -> Seat:
        topic = request.query.get("topic")
        person, chat = int(request.match_info["person"]), int(request.match_info["chat"])
        return self._taken(person, chat, int(topic) if topic else None)

    def _taken(self, person: int, chat: int, topic: int | None = None) -> Seat:
        """The seat, kept: it knows what popped up last."""
        key = (person, chat, topic)
        if key not in self._seats:
            self._seats[key] = seat_of(self._telegram, person, chat, topic)
        return self._seats[key]

    def _seats_of(self, person: int) -> list[Seat]:
        telegram = self._telegram
        mine = [bot for bot, owner in telegram.private if owner == person]
        groups = [group.id for group in telegram.groups.values() if is_inside(group, person)]
        return [self._taken(person, chat) for chat in mine + groups]


def _page(seat: Seat, request: web.Request) -> Json:
    asked = [request.query.get(name) for name in ("before", "after", "last")]
    return view(seat, *(int(number) if number else None for number in asked))


def _refused(wrong: Exception) -> web.Response:
    return web.json_response({"error": str(wrong)}, status=409)
