"""The safeguards of what a conversation may take: questions, replies, commands, drafts, open alarms."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

QUESTIONS = "tests/faults/test_questions.py"
ALARMS = "tests/faults/test_open_alarms.py"
DRAFTS = "tests/faults/test_drafts.py"
ORDER = "tests/conversations/test_order.py"

SAFEGUARDS: tuple[Safeguard, ...] = (
    Safeguard(
        "what begins something is asked before any question",
        "handlers/__init__.py",
        "    if await KNOWN.begins(message, work):\n",
        "    if work.step is None and await KNOWN.begins(message, work):\n",
        (QUESTIONS, "-k", "asked_for_a_review and sqlite"),
    ),
    Safeguard(
        "a reply to an alarm goes to its resident, whatever is asked of the officer",
        "handlers/__init__.py",
        '    if await _offered("message", message, work, officers_talks.router):\n',
        "    if work.step is None and await _offered(\n"
        '        "message", message, work, officers_talks.router\n'
        "    ):\n",
        (QUESTIONS, "-k", "reply_to_another_alarm and sqlite"),
    ),
    Safeguard(
        "an open alarm owns what its resident says",
        "handlers/__init__.py",
        '    if await _offered("message", message, work, alerts.open_alarm):\n',
        "    if work.step is None and await _offered(\n"
        '        "message", message, work, alerts.open_alarm\n'
        "    ):\n",
        (ALARMS, "-k", "no_question_that_waits and sqlite"),
    ),
    Safeguard(
        "nothing is asked while an alarm is open",
        "services/conversing.py",
        "        if not self.may_ask:\n",
        "        if False:\n",
        (ALARMS, "-k", "what_needs_words and sqlite"),
    ),
    Safeguard(
        "plain words in a group answer nothing",
        "handlers/questions.py",
        "    return await _in_group(message, work, known)\n",
        "    return await _alone(message, work, known)\n",
        (QUESTIONS, "-k", "plain_words and sqlite"),
    ),
    Safeguard(
        "a reply answers the question that it replies to",
        "handlers/questions.py",
        "    if kept is None or card is None or card not in (kept.question, kept.card):\n",
        "    if kept is None:\n",
        (QUESTIONS, "-k", "of_two_questions and sqlite"),
    ),
    Safeguard(
        "a question opens the reply of whom it asks only",
        "bot/wire.py",
        '{"force_reply": True, "selective": True}',
        '{"force_reply": True}',
        (QUESTIONS, "-k", "plain_words and sqlite"),
    ),
    Safeguard(
        "a command is no answer, known or not",
        "handlers/conversation.py",
        "        return text is not None and (bool(_COMMAND.match(text)) or bare(text) in self.labels)\n",
        "        return False\n",
        (QUESTIONS, "-k", "no_question_takes and sqlite"),
    ),
    Safeguard(
        "the key of another question is no answer",
        "handlers/questions.py",
        "    return steps is not None and work.step not in steps\n",
        "    return False\n",
        (QUESTIONS, "-k", "no_question_takes and sqlite"),
    ),
    Safeguard(
        "in private a reply to a case is no answer",
        "handlers/questions.py",
        "    return card is not None and card != kept.card\n",
        "    return False\n",
        (QUESTIONS, "-k", "in_private and sqlite"),
    ),
    Safeguard(
        "a question ends by itself",
        "services/conversing.py",
        "        return conversation is not None and conversation.ends_at <= self.now\n",
        "        return False\n",
        (QUESTIONS, "-k", "ends_by_itself and sqlite"),
    ),
    Safeguard(
        "a draft opens only where it was said",
        "db/seal.py",
        '    return f"draft {chat} {person}"\n',
        '    return "draft"\n',
        (DRAFTS, "-k", "only_where and sqlite"),
    ),
    Safeguard(
        "unfinished answers are forgotten after a day",
        "jobs/housekeeping.py",
        "    questions.tidy,\n",
        "",
        (DRAFTS, "-k", "after_a_day and sqlite"),
    ),
    Safeguard(
        "whoever is erased is asked nothing any more",
        "services/erasures.py",
        "    work.leave_all()",
        "    work.leave()",
        (DRAFTS, "-k", "erased and sqlite"),
    ),
    Safeguard(
        "in which order conversations are registered means nothing",
        "handlers/conversation.py",
        "                some.sort(key=lambda way: way.rank)\n",
        "                pass\n",
        (ORDER, "-k", "a_link_says_more"),
    ),
    Safeguard(
        "no handler takes whatever is said",
        "handlers/conversation.py",
        "        if not asks and not opened:\n",
        "        if False:\n",
        (ORDER, "-k", "fails_at_the_start"),
    ),
    Safeguard(
        "a question stands in the topic where somebody acts",
        "services/conversing.py",
        "        inside = self.here.topic if thread is None else None\n",
        "        inside = None\n",
        ("tests/conversations/test_desk_questions.py", "-k", "where_somebody_acts and sqlite"),
    ),
)
