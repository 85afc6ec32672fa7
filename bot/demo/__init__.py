"""Maple Bridge on one desk: a Telegram of its own with a page of phones, invented people, and the very
bot that a station runs, in a process of its own. Nothing leaves the machine; no token is needed."""

TOKEN = "1000:DEMO"  # noqa: S105 - it opens nothing but this desk
