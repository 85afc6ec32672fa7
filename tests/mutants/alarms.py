"""The safeguards of the alarm until somebody is there: calls, owners, the talk, topics and groups."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

CALLS = "tests/conversations/test_escalations.py"
TALKS = "tests/conversations/test_talks.py"
GROUPS = "tests/faults/test_groups.py"
COMING = "tests/jobs/test_coming.py"
NEWS = "tests/delivery/test_news.py"

SAFEGUARDS = (
    Safeguard(
        "nobody is called after it was accepted",
        "services/schedules.py",
        "        if alert.calls:\n",
        "        if True:\n",
        (CALLS, "-k", "go_wider and sqlite"),
    ),
    Safeguard(
        "of missed calls to all rooms one is made",
        "services/schedules.py",
        "    while rung > FIRST_OF_ALL_ROOMS and",
        "    while False and",
        (COMING, "-k", "each_step and sqlite"),
    ),
    Safeguard(
        "who has accepted and does not come is asked",
        "services/schedules.py",
        '"ask", sign + timedelta(seconds=waits.not_on_way)\n',
        '"ask", sign + timedelta(days=99)\n',
        (CALLS, "-k", "does_not_set_out and sqlite"),
    ),
    Safeguard(
        "only the owner acts",
        "services/responses.py",
        "    if alert.officer_id != officer.user_id and not (or_lead and officers.leads(officer)):\n",
        "    if False:\n",
        (CALLS, "-k", "told_at_each_step and sqlite"),
    ),
    Safeguard(
        "a mis-tap calls nobody further",
        "services/schedules.py",
        "    if alert.mistap_at is None or alert.recalled_at is not None:\n",
        "    if True:\n",
        (CALLS, "-k", "mis_tap and sqlite"),
    ),
    Safeguard(
        "only an answer goes to the resident",
        "services/talks.py",
        '    if name.noun == "alerts" and first == message_id and',
        '    if name.noun == "alerts" or first == message_id and',
        (TALKS, "-k", "stays_among_officers and sqlite"),
    ),
    Safeguard(
        "a caption calls nobody",
        "cards/talks.py",
        "    return _by(work, talk, literally(shortened(talk.text, LONGEST_CAPTION)))\n",
        "    return None\n",
        (TALKS, "-k", "pictures and sqlite"),
    ),
    Safeguard(
        "a topic is made again once",
        "services/talks.py",
        "    if kept is None or kept[0] != thread:\n        return\n",
        "    return\n",
        (GROUPS, "-k", "f25 and sqlite"),
    ),
    Safeguard(
        "a lost group's alarms go to the next room",
        "services/groups.py",
        "        escalations.reroute(work, group.room_id)\n",
        "        pass\n",
        (GROUPS, "-k", "f19 and sqlite"),
    ),
    Safeguard(
        "a place that moves goes out every quarter of a minute",
        "services/alerts.py",
        "    if not live or alert.drawn_at is None or work.now >= alert.drawn_at + schedules.STILL:\n",
        "    if True:\n",
        (CALLS, "-k", "live_place and sqlite"),
    ),
    Safeguard(
        "no call while somebody has the alarm",
        "services/schedules.py",
        "        if alert.calls:\n            deeds",
        "        if alert.state:\n            deeds",
        ("tests/delivery/test_alarm_model.py", "-k", "every_history_ends_well and not postgresql"),
    ),
    Safeguard(
        "calls begin anew when it is open again",
        "services/escalations.py",
        '"open_since": work.now, "rung": 0, "rung_at": work.now}\n    return',
        '"open_since": work.now, "rung_at": work.now}\n    return',
        (CALLS, "-k", "does_not_set_out and sqlite"),
    ),
    Safeguard(
        "the talk follows the case to another room",
        "handlers/officers/alerts.py",
        "    looks.take_leave(work, alert, before.called or [])\n    talks.follow(work, alert)\n",
        "    looks.take_leave(work, alert, before.called or [])\n",
        (CALLS, "-k", "another_room_gets and sqlite"),
    ),
    Safeguard(
        "no press waits behind news of messages",
        "bot/deeds.py",
        "            if changed or budget.is_over():\n",
        "            if changed:\n",
        (NEWS,),
    ),
    Safeguard(
        "who hears of a group knows where it is now",
        "bot/deeds.py",
        "            if changed or budget.is_over():\n",
        "            if budget.is_over():\n",
        (NEWS,),
    ),
    Safeguard(
        "a call overtaken on its way does not stay",
        "cards/responses.py",
        "        work.show(chat, ring, again, lane=ALARM, buttons=buttons, about=name)\n",
        "        work.show(chat, ring, again, lane=ALARM, buttons=buttons)\n",
        (CALLS, "-k", "overtaken and sqlite"),
    ),
)
