"""Where the hosted service is milder than the rule book, and where that is written.

Sources are functions of telegram-bot-api's Client.cpp unless they name a file of TDLib.
"""

Where = dict[tuple[str, str], str]

# Required by the book, but may be left out.
OPTIONAL: Where = {
    ("setWebhook", "url"): "do_set_webhook: an empty url takes the webhook away",
    ("setMyCommands", "commands"): "get_bot_commands: none is an empty list",
    ("sendVenue", "title"): "process_send_venue_query: passed on as it is",
    ("sendVenue", "address"): "process_send_venue_query: passed on as it is",
    ("restrictChatMember", "permissions"): "get_chat_permissions: none allows nothing",
    ("setChatPermissions", "permissions"): "get_chat_permissions: none allows nothing",
    ("setChatAdministratorCustomTitle", "custom_title"): "an empty one takes the title away",
    (
        "editGeneralForumTopic",
        "name",
    ): "ForumTopicManager::edit_forum_topic: nothing to edit is done",
}

_CLAMPED = "get_integer_arg brings it into the range"
_CUT = "clean_name and strip_empty_characters (td/telegram/misc.cpp) cut it"

# Less than the book allows, and taken.
TOO_LITTLE: Where = {
    ("getUpdates", "limit"): _CLAMPED,
    ("setWebhook", "max_connections"): _CLAMPED,
    ("getUserProfilePhotos", "limit"): _CLAMPED,
    ("getStarTransactions", "limit"): _CLAMPED,
    ("createChatInviteLink", "member_limit"): "0 is no limit",
    ("editChatInviteLink", "member_limit"): "0 is no limit",
    ("editGeneralForumTopic", "name"): "ForumTopicManager::edit_forum_topic: nothing is edited",
    ("sendMediaGroup", "media"): "get_input_message_contents: one is enough",
    ("sendLocation", "horizontal_accuracy"): "Location::fix_accuracy brings it into the range",
    ("sendLocation", "heading"): "td/telegram/Location.cpp: 0 is none",
    ("sendLocation", "proximity_alert_radius"): "td/telegram/Location.cpp: 0 is none",
    ("editMessageLiveLocation", "horizontal_accuracy"): "Location::fix_accuracy",
    ("editMessageLiveLocation", "heading"): "td/telegram/Location.cpp: 0 is none",
    ("editMessageLiveLocation", "proximity_alert_radius"): "td/telegram/Location.cpp: 0 is none",
}

# More than the book allows, and taken.
TOO_MUCH: Where = {
    ("getUpdates", "limit"): _CLAMPED,
    ("setWebhook", "max_connections"): _CLAMPED,
    ("getUserProfilePhotos", "limit"): _CLAMPED,
    ("getStarTransactions", "limit"): _CLAMPED,
    ("sendLocation", "horizontal_accuracy"): "Location::fix_accuracy brings it into the range",
    ("editMessageLiveLocation", "horizontal_accuracy"): "Location::fix_accuracy",
    ("sendContact", "vcard"): "process_send_contact_query: passed on as it is",
    ("setChatTitle", "title"): _CUT,
    ("setChatDescription", "description"): _CUT,
    ("createChatInviteLink", "name"): _CUT,
    ("editChatInviteLink", "name"): _CUT,
    ("createForumTopic", "name"): _CUT,
    ("editForumTopic", "name"): _CUT,
    ("editGeneralForumTopic", "name"): _CUT,
}

# Chats that are not looked up as chats: what is said instead.
PEOPLE_ONLY: Where = {
    ("setChatMenuButton", "chat_id"): "check_user: user not found",
    ("getChatMenuButton", "chat_id"): "check_user: user not found",
}
