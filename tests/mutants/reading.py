"""The safeguards of reading what came in: odd corners, odd ids, odd answers, odd senders."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

CORNERS = "tests/faults/test_far_corners.py"
SERVERS = "tests/faults/test_older_servers.py"
NO_PLACE = "tests/faults/test_no_place_for_it.py"
ANSWERS = "tests/faults/test_odd_answers.py"
MEANT = "tests/conversations/test_who_is_meant.py"
TOPIC = "tests/conversations/test_in_its_topic.py"
NAMES = "tests/conversations/test_names.py"
SAID = "tests/conversations/test_what_was_said.py"
SIGNS = "tests/services/test_signs.py"

SAFEGUARDS = (
    Safeguard(
        "a broken corner of an update is set aside alone",
        "bot/updates.py",
        "        return mended(kind, told, number if isinstance(number, int) else 0, received)\n",
        "        raise\n",
        (CORNERS, "-k", "no_corner"),
    ),
    Safeguard(
        "what is missing in a corner is filled with nothing",
        "bot/mending.py",
        "        if missing is not None and missing not in VITAL and isinstance(value, dict):\n",
        "        if False:\n",
        (CORNERS, "-k", "no_corner"),
    ),
    Safeguard(
        "a member may write unless it is denied",
        "bot/mending.py",
        '            may = name == "is_member" or name.startswith("can_send")\n',
        "            may = False\n",
        (SERVERS, "-k", "of_a_member"),
    ),
    Safeguard(
        "an id that no database holds is nobody's",
        "bot/updates.py",
        "    if not (here.chat_id and _fits(here.chat_id) and _fits(here.person_id)):\n",
        "    if not here.chat_id:\n",
        (CORNERS, "-k", "who_has_no_number or whatever_comes"),
    ),
    Safeguard(
        "numbers are bounded at the door",
        "bot/intake/door.py",
        "    return value if whole and -(2**63) <= value < 2**63 else None\n",
        "    return value if whole else None\n",
        (NO_PLACE, "-k", "fits_into_the_inbox"),
    ),
    Safeguard(
        "what can't be filed keeps nobody else out",
        "bot/intake/door.py",
        "            for one in _all(together):\n                self._keep_alone(one)\n",
        "            raise\n",
        (NO_PLACE, "-k", "set_aside_alone and sqlite"),
    ),
    Safeguard(
        "an answer of another shape is no answer",
        "bot/telegram.py",
        '        raise UnansweredError("an answer of another shape") from None\n',
        "        raise\n",
        (ANSWERS, "-k", "any_result"),
    ),
    Safeguard(
        "an answer without a result is no answer",
        "bot/telegram.py",
        '        case {"ok": True, "result": result}:\n',
        '        case {"ok": True}:\n            result = answer.get("result")\n',
        (ANSWERS, "-k", "odd_answer_is_no"),
    ),
    Safeguard(
        "after a page in place of JSON many updates are fetched again",
        "bot/intake/polling.py",
        "        self._most = min(MOST, 2 * self._most)\n",
        "",
        (ANSWERS, "-k", "fetched_again and sqlite"),
    ),
    Safeguard(
        "commands to another bot are none of ours",
        "handlers/__init__.py",
        "        if isinstance(event, Message) and is_for_another_bot(event, work):\n            return\n",
        "",
        (MEANT, "-k", "taken_as_an_answer and sqlite"),
    ),
    Safeguard(
        "a bot's name is compared",
        "handlers/filters.py",
        "    return name if _is_us(addressed, work) else None\n",
        "    return name\n",
        (MEANT, "-k", "alone_with_us and sqlite"),
    ),
    Safeguard(
        "who writes as the group is told so",
        "services/officers.py",
        "    if work.here.behind == work.here.chat_id:\n        raise RefusedError(NAMELESS)\n",
        "",
        (MEANT, "-k", "no_answer and sqlite"),
    ),
    Safeguard(
        "a reply to anything of ours never fails",
        "db/cards.py",
        '        return cls(found[1], int(found[2]), found[3] or "") if found else None\n',
        "        noun, number, *_ = name.split()\n        return cls(noun, int(number))\n",
        (MEANT, "-k", "m4 and sqlite"),
    ),
    Safeguard(
        "an answer stands in its topic",
        "services/work.py",
        '        how.setdefault("inside", self.here.topic)\n',
        "",
        (TOPIC, "-k", "where_it_was_asked and sqlite"),
    ),
    Safeguard(
        "an answer to a topic that is gone comes to the group",
        "bot/wire.py",
        "        case Objection.TOPIC_GONE | Objection.TOPIC_CLOSED if not in_topic(row):\n",
        "        case Objection.TOPIC_GONE | Objection.TOPIC_CLOSED if False:\n",
        (TOPIC, "-k", "deleted_meanwhile and sqlite"),
    ),
    Safeguard(
        "topics are learnt only from what says so",
        "services/groups.py",
        "    if work.here.forum:\n        learn(work, work.here.chat_id, forum=True)\n",
        "    learn(work, work.here.chat_id, forum=work.here.forum)\n",
        (TOPIC, "-k", "makes_topics and sqlite"),
    ),
    Safeguard(
        "a name that shows nothing is not shown",
        "services/residents.py",
        "    names = [name for name in (told, called) if name and has_anything_visible(name)]\n",
        "    names = [name for name in (told, called) if name]\n",
        (NAMES, "-k", "called_by_number and sqlite"),
    ),
    Safeguard(
        "letters that are drawn as nothing show nothing",
        "locales/signs.py",
        "    if sign in BLANKS or unicodedata.category(sign) in UNSEEN:\n",
        "    if unicodedata.category(sign) in UNSEEN:\n",
        (SIGNS, "-k", "shows_nothing"),
    ),
    Safeguard(
        "a label is a label with any form of its emoji",
        "locales/signs.py",
        "    text = label.translate(_FORMS)\n",
        "    text = label\n",
        (SIGNS, "-k", "a_key_is_known"),
    ),
    Safeguard(
        "a venue's name is passed on",
        "handlers/residents/alerts.py",
        "    if saying is not None:  # a place that has a name\n",
        "    if False:\n",
        (SAID, "-k", "of_a_venue and plain-sqlite"),
    ),
    Safeguard(
        "words from before the alarm are no words of it",
        "services/talks.py",
        "    elif said.changed and said.said_at and said.said_at >= alert.raised_at - AT_THE_PRESS:\n",
        "    else:\n",
        (SAID, "-k", "from_before and plain-sqlite"),
    ),
    Safeguard(
        "an edit that changes nothing is none",
        "services/talks.py",
        "    if said.text == talk.text and not replaced:\n        return False\n",
        "",
        (SAID, "-k", "changes_nothing and plain-sqlite"),
    ),
    Safeguard(
        "another file in a message's place is shown",
        "cards/talks.py",
        "    if talk.copies:\n        _anew(work, talk, chat, manner, **how)\n    elif in_words:\n",
        "    if in_words:\n",
        (SAID, "-k", "in_the_place_of_another and plain-sqlite"),
    ),
    Safeguard(
        "of a file's name as much is kept as a database takes",
        "handlers/filters.py",
        "    return name[:LONGEST_FILE] or None\n",
        "    return name or None\n",
        ("tests/faults/test_hostile_files.py", "-k", "f45 and sqlite"),
    ),
    Safeguard(
        "our own name is known at a start without Telegram",
        "bot/programme.py",
        "            self._house.own_name = leaders.own_name(connection)\n",
        "",
        ("tests/conversations/test_who_is_meant.py", "-k", "start_without_telegram and sqlite"),
    ),
)
