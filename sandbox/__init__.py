"""Telegram on your own desk: a Bot API server and the people who write to its bots."""

from sandbox.limits import Limits
from sandbox.people import Phone, Seat
from sandbox.telegram import Telegram

__all__ = ["Limits", "Phone", "Seat", "Telegram"]
