"""`python -m bot` is `maplebridge`."""

from bot.cli import app

app()
