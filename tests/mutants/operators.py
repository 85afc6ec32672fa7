"""The safeguards of what operators do and see: keys, clocks, backups, files, the log, the watchdog."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

KEYS = "tests/faults/test_keys.py"
CLOCKS = "tests/faults/test_wrong_clocks.py"
RESTORED = "tests/faults/test_restored.py"
SEEN = "tests/faults/test_what_operators_see.py"
DOG = "tests/faults/test_watchdog.py"
SETTINGS = "tests/services/test_settings.py"

SAFEGUARDS = (
    Safeguard(
        "whoever reaches the webhook can't ask how things stand",
        "bot/settings.py",
        '        if info.data.get("updates") == "webhook" and value == info.data.get("listen"):\n',
        "        if False:\n",
        (SETTINGS, "-k", "where_telegram_calls"),
    ),
    Safeguard(
        "a key that does not fit begins nothing",
        "bot/precautions.py",
        "    if _fits(connection, keys) is not False:\n",
        "    if True:\n",
        (KEYS, "-k", "trail_tells and sqlite"),
    ),
    Safeguard(
        "whoever is known longest tells the key",
        "bot/precautions.py",
        "    if wrapped is None:\n",
        "    if True:\n",
        (KEYS, "-k", "changed_by_hand and sqlite"),
    ),
    Safeguard(
        "no key is made where something is sealed",
        "bot/precautions.py",
        " or settings.key_file.exists() or _sealed(connection):\n",
        " or settings.key_file.exists():\n",
        (KEYS, "-k", "no_key_is_made and sqlite"),
    ),
    Safeguard(
        "nothing is signed with another key",
        "bot/inviting.py",
        "            keys = precautions.require_key(settings, connection)\n",
        "            keys = precautions.Keyring(settings.key())\n",
        (KEYS, "-k", "nothing_is_signed and sqlite"),
    ),
    Safeguard(
        "a clock far behind begins nothing",
        "bot/precautions.py",
        "    if reign.seen_at - now > BEHIND:\n",
        "    if False:\n",
        (CLOCKS, "-k", "begins_nothing and sqlite and ago1"),
    ),
    Safeguard(
        "a clock far ahead begins nothing",
        "bot/precautions.py",
        "    if now - reign.seen_at > AHEAD:\n",
        "    if False:\n",
        (CLOCKS, "-k", "begins_nothing and sqlite and ago0"),
    ),
    Safeguard(
        "what a wrong clock promised is brought back",
        "bot/trusting.py",
        "            vouched.bring_back(it.connection, ahead, it.now)\n",
        "",
        (CLOCKS, "-k", "ten_years_ahead and sqlite"),
    ),
    Safeguard(
        "a corrected clock is followed",
        "services/clock.py",
        "        if wanted != pace:\n",
        "        if False:\n",
        (CLOCKS, "-k", "followed_slowly"),
    ),
    Safeguard(
        "a clock that is years off is not followed",
        "services/clock.py",
        "        if abs(off) > FOLLOWED or (",
        "        if (",
        (CLOCKS, "-k", "not_followed"),
    ),
    Safeguard(
        "the hours of sleep count",
        "services/clock.py",
        "        return ticks() + self._offset\n",
        "        return awake() + self._offset\n",
        (CLOCKS, "-k", "machine_slept"),
    ),
    Safeguard(
        "a database older than its witness begins nothing",
        "bot/precautions.py",
        "    _require_newest(settings, connection)\n",
        "",
        (RESTORED, "-k", "says_nothing_until and sqlite"),
    ),
    Safeguard(
        "whoever begins to lead asks again",
        "bot/programme.py",
        "            precautions.require_known(self._settings, connection)\n",
        "",
        (RESTORED, "-k", "whoever_waited and sqlite"),
    ),
    Safeguard(
        "a copy is asked what it is",
        "bot/precautions.py",
        "    _require_home(settings, connection)\n",
        "",
        (RESTORED, "-k", "copy_elsewhere and sqlite"),
    ),
    Safeguard(
        "what waited in a backup is not said",
        "db/vouched.py",
        "    connection.execute(update(outbox).where(waits).values(over))\n",
        "",
        (RESTORED, "-k", "what_waited and sqlite"),
    ),
    Safeguard(
        "a backup's alarms begin anew",
        "db/vouched.py",
        "    schedules.begin_anew(connection, now)\n",
        "",
        (RESTORED, "-k", "says_nothing_until and sqlite"),
    ),
    Safeguard(
        "a witness notes what was kept",
        "bot/witness.py",
        "    beside.write(Witness(reign.epoch, reign.seen_at))\n",
        "    now = leaders.datetime.now(reign.seen_at.tzinfo) + timedelta(hours=1)\n"
        "    beside.write(Witness(reign.epoch, now))\n",
        (RESTORED, "-k", "not_noted and sqlite"),
    ),
    Safeguard(
        "a migration is one transaction",
        "db/migrations/__init__.py",
        "    with database.writing() as connection:\n        command.upgrade",
        "    with database.engine.connect() as connection:\n        command.upgrade",
        (RESTORED, "-k", "migration and sqlite"),
    ),
    Safeguard(
        "the log names each error of a group",
        "bot/logs.py",
        "    for leaf in leaves(error):\n",
        "    for leaf in [error]:\n",
        (SEEN, "-k", "m12"),
    ),
    Safeguard(
        "only its owner reads the database",
        "db/engine.py",
        "    Path(database).touch(mode=0o600)  # SQLite gives its -wal and -shm the same mode\n",
        "",
        (SEEN, "-k", "reads_the_database"),
    ),
    Safeguard(
        "the doctor looks who can read the files",
        "bot/doctor.py",
        "        if file.exists() and file.stat().st_mode & 0o077\n",
        "        if file.exists() and file.stat().st_mode & 0o007\n",
        (SEEN, "-k", "the_doctor"),
    ),
    Safeguard(
        "of two leaders the one that keeps something is judged",
        "bot/watchdog.py",
        "    leader = min(leading, key=lambda proof: proof.commits)\n",
        "    leader = leading[0]\n",
        (DOG, "-k", "m14"),
    ),
    Safeguard(
        "an old error withholds no sign",
        "bot/watching.py",
        "        if not told.pending_update_count or came > (self._failed_after or 0):\n",
        "        if not told.pending_update_count:\n",
        (SEEN, "-k", "long_ago"),
    ),
    Safeguard(
        "a webhook that was taken is set again",
        "bot/watching.py",
        '                await telegram.call("setWebhook", asked)\n',
        "",
        (SEEN, "-k", "somebody_took and sqlite"),
    ),
    Safeguard(
        "more than thirty a second are refused",
        "bot/settings.py",
        "        if value > 30 and not",
        "        if False and not",
        (SETTINGS, "-k", "thirty"),
    ),
)
