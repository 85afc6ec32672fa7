"""Files a bot asks for: where their bytes lie.

Source: Bot API, getFile: a bot may fetch up to 20 MB from /file/bot<token>/<file_path>.
"""

from sandbox.files import DOWNLOAD_LIMIT
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, Refused, bad
from sandbox.world import World


async def get_file(world: World, bot: Bot, p: Json) -> Json:
    asked = p.get("file_id")
    if not asked:
        raise bad("file_id not specified")
    file = world.files.get(asked)
    try:
        file = world.files.named(bot.id, asked, file.kind if file else "document")
    except Refused as refused:
        words = "wrong file_id or the file is temporarily unavailable"
        unreadable = "wrong remote file identifier" in refused.description
        raise bad("invalid file_id" if unreadable else words) from refused
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return file.wire() | {"file_path": file.path}


async def get_user_profile_photos(world: World, bot: Bot, p: Json) -> Json:
    user = p.get("user_id", 0)
    if user not in world.people and user not in world.bots:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}


METHODS: dict[str, Method] = {
    "getFile": get_file,
    "getUserProfilePhotos": get_user_profile_photos,
}
