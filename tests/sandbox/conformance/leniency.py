"""Where the hosted service is milder than the rule book, and where that is written.

Sources: telegram-bot-api's Client.cpp, by function; the documentation's pages by address.
"""

Where = dict[tuple[str, str], str]

OPTIONAL: Where = {
    # Required by the book, but may be left out.
    ("setWebhook", "url"): "do_set_webhook: an empty url takes the webhook away",
    ("setMyCommands", "commands"): "get_bot_commands: none is an empty list",
}

CLAMPED: Where = {
    # Out of range, and brought into it without a word.
    ("getUpdates", "limit"): "process_get_updates_query: get_integer_arg clamps to 1..100",
    ("setWebhook", "max_connections"): "get_webhook_max_connections: clamped to 1..100",
}

NOT_LOOKED_UP: Where = {
    # Chats that a method does not look up.
}
