"""Ports for what a test starts.

A port that is free now may be somebody's when a server asks for it: the kernel gives outgoing connections
ports too, from 32768 on (Documentation/networking/ip-sysctl, ip_local_port_range), and other tests start
servers beside this one. So these come from below, each process of tests has its own part of them, and none
is given twice until all were.
"""

from __future__ import annotations

import itertools
import os
import socket

FIRST, LAST = 20_000, 32_767
PARTS = 12  # processes of tests; each has a thousand ports
_each = (LAST - FIRST) // PARTS


def _own() -> range:
    """The ports of this process: of a numbered worker, or of one that is alone."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")[2:]
    part = int(worker) % (PARTS - 1) if worker else PARTS - 1
    return range(FIRST + part * _each, FIRST + (part + 1) * _each)


# Begins somewhere: another run of the tests may be on the machine.
_turn = itertools.islice(itertools.cycle(_own()), os.getpid() % _each, None)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    for port in _turn:
        with socket.socket() as looking:
            looking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                looking.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("the ports go round for ever")
