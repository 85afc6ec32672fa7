"""A disk as slow as one wants: FSYNC_MS. The delay sits in the sync of the log that a commit waits for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SOURCE = Path(__file__).with_name("slow_sync.c")


@contextmanager
def slowed(milliseconds: float) -> Iterator[None]:
    """Whatever is started meanwhile waits so much longer for each sync. SystemExit without a C compiler."""
    if not milliseconds:
        yield
        return
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("FSYNC_MS needs a C compiler (cc): gcc on Debian.")
    with TemporaryDirectory(prefix="maple-disk-") as folder:
        Path(folder).chmod(0o755)  # as root PostgreSQL runs as another user
        library = Path(folder, "slow_sync.so")
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        told = {"LD_PRELOAD": str(library), "FSYNC_US": str(round(milliseconds * 1000))}
        os.environ.update(told)
        try:
            yield
        finally:
            for name in told:
                del os.environ[name]
