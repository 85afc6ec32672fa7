"""The safeguards of what is kept and for how long: erasures, retention, codes, the trail, the copy."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

ERASURE = "tests/faults/test_erasure.py"
RETENTION = "tests/faults/test_retention.py"
SAID = "tests/faults/test_said_and_done.py"
TRAIL = "tests/faults/test_lost_trail.py"
PRIVACY = "tests/conversations/test_privacy.py"

SAFEGUARDS = (
    Safeguard(
        "an erasure throws the key away",
        "services/erasures.py",
        "    key = work.turn.house.keys.new_key()\n",
        "    key = resident.key\n",
        (ERASURE, "-k", "old_copy and sqlite"),
    ),
    Safeguard(
        "an alarm has a key of its own",
        "services/alerts.py",
        "    key = work.turn.house.keys.new_key()\n",
        "    key = resident.key\n",
        (ERASURE, "-k", "old_copy and sqlite"),
    ),
    Safeguard(
        "alarms from before each had a key outlive an erasure",
        "services/erasures.py",
        "    _keep_records(work, resident)\n",
        "",
        (ERASURE, "-k", "stay_readable and sqlite"),
    ),
    Safeguard(
        "no frame number stays with a visit",
        "db/erasures.py",
        ".values(frame=None, bike=None)",
        ".values(bike=None)",
        (ERASURE, "-k", "frame_number and sqlite"),
    ),
    Safeguard(
        "what waits and names who is erased is not said",
        "services/erasures.py",
        "    erasures.leave_unsaid(work.connection, unsaid)\n",
        "",
        (ERASURE, "-k", "is_not_said and sqlite"),
    ),
    Safeguard(
        "an alarm's words are never left unsaid",
        "services/erasures.py",
        " and row.lane != ALARM]",
        "]",
        (ERASURE, "-k", "is_not_said and sqlite"),
    ),
    Safeguard(
        "the words of what was set aside go with an erasure",
        "services/erasures.py",
        "    erasures.blank_set_aside(work.connection, resident.id)\n",
        "",
        (ERASURE, "-k", "set_aside and sqlite"),
    ),
    Safeguard(
        "what may be an alarm keeps its words",
        "db/erasures.py",
        ", ~_open_case\n",
        ",\n",
        (ERASURE, "-k", "set_aside and sqlite"),
    ),
    Safeguard(
        "the file is written over where something was deleted",
        "db/engine.py",
        "secure_delete=ON",
        "secure_delete=OFF",
        (ERASURE, "-k", "the_file and sqlite"),
    ),
    Safeguard(
        "each table says how long it is kept",
        "db/retention.py",
        "    Retention(talks, _WITH_ITS_ALARM),\n",
        "",
        (RETENTION, "-k", "every_table"),
    ),
    Safeguard(
        "what is over goes in slices",
        "db/retention.py",
        '        return found.limit(bindparam("most"))\n',
        "        return found\n",
        (RETENTION, "-k", "in_slices and sqlite"),
    ),
    Safeguard(
        "only closed alarms are forgotten, along an index",
        "db/retention.py",
        "(talks.c.alert_id, rolled.c.alert_id), _closed)",
        "(talks.c.alert_id, rolled.c.alert_id))",
        (RETENTION, "-k", "along_an_index and sqlite"),
    ),
    Safeguard(
        "what is over is forgotten by the hour",
        "jobs/housekeeping.py",
        "    *(_by_retention(retention) for retention in RETENTIONS),\n",
        "",
        (RETENTION, "-k", "deed_of_the_hour and sqlite"),
    ),
    Safeguard(
        "a message that has ended says nothing",
        "db/leases.py",
        "        content=SAID,\n",
        "",
        (SAID, "-k", "no_code and sqlite"),
    ),
    Safeguard(
        "one that was cut off on its way says nothing",
        "db/leases.py",
        ", ended_at=now, content=SAID)",
        ", ended_at=now)",
        (SAID, "-k", "however and sqlite"),
    ),
    Safeguard(
        "one that came too late says nothing",
        "db/holds.py",
        ", ended_at=now, content=SAID)",
        ", ended_at=now)",
        (SAID, "-k", "however and sqlite"),
    ),
    Safeguard(
        "an update that is done says nothing",
        "db/inbox.py",
        ', raw="")',
        ")",
        (SAID, "-k", "m5 and sqlite"),
    ),
    Safeguard(
        "a trail begins once",
        "db/audit.py",
        "    _add(connection, keys, MISSING, (at, actor, verb, noun, detail))\n",
        '    _add(connection, keys, "", (at, actor, verb, noun, detail))\n',
        (TRAIL, "-k", "no_new_beginning and sqlite"),
    ),
    Safeguard(
        "another import begins no other trail",
        "bot/cli.py",
        "    in_use = audit.is_in_use(connection)\n",
        "    in_use = False\n",
        (TRAIL, "-k", "another_import and sqlite"),
    ),
    Safeguard(
        "a copy holds all that was said by both",
        "cards/copies.py",
        "    for talk in talks.of_alert(work.connection, alert.id):\n",
        "    for talk in talks.said(work.connection, alert.id, 10):\n",
        (PRIVACY, "-k", "d43 and sqlite"),
    ),
)
