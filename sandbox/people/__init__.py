"""The people: they write, press, share where they are, and see what their phone shows.

A `Phone` is a person; a `Seat` is that person in one chat.
"""

from sandbox.people.phone import Phone, Seat

__all__ = ["Phone", "Seat"]
