"""The safeguards of fair shares on the way out: cases of a chat, edits behind messages, a group's minute."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

SHARES = "tests/faults/test_shares.py"
PACING = "tests/delivery/test_pacing.py"
QUEUE = "tests/delivery/test_queue.py"
SENDER = "tests/delivery/test_sender.py"
BOOKS = "tests/delivery/test_books.py"

SAFEGUARDS = (
    Safeguard(
        "edits and topics of a group count as messages",
        "bot/minutes.py",
        "        self._sent.append((at, row))\n",
        "        if row.edit:\n            return\n        self._sent.append((at, row))\n",
        (PACING, "-k", "eight_are_kept"),
    ),
    Safeguard(
        "in the sandbox too",
        "sandbox/methods/edits.py",
        "    saying.pace(world, bot, message.chat, p)\n",
        "",
        ("tests/sandbox/test_limits.py", "-k", "share_its_minute"),
    ),
    Safeguard(
        "edits stand in a line of their own",
        "bot/queue.py",
        'return (row.chat_id, "edits") if _rank(row)[1] else row.chat_id',
        "return row.chat_id",
        (QUEUE, "-k", "edit_on_its_way"),
    ),
    Safeguard(
        "edits stand behind what is new",
        "bot/queue.py",
        "    is_change = row.edit and not row.urgent\n",
        "    is_change = False\n",
        (QUEUE, "-k", "before_states"),
    ),
    Safeguard(
        "what has to wait holds back nothing that has not",
        "bot/queue.py",
        "                if at <= now and before is None:\n                    return row, at\n",
        "                if before is None:\n                    return row if at <= now else None, at\n",
        (QUEUE, "-k", "its_own_case"),
    ),
    Safeguard(
        "a case stays in order across its lanes",
        "bot/queue.py",
        "                if before is None and row.case is not None:\n",
        "                if False:\n",
        (QUEUE, "-k", "topic_along"),
    ),
    Safeguard(
        "each case has its turn",
        "bot/turns.py",
        "        line = self._lines.pop(_case(row))\n",
        "        line = self._lines[_case(row)]\n",
        (QUEUE, "-k", "has_its_turn"),
    ),
    Safeguard(
        "a person's conversation stays in order",
        "bot/turns.py",
        "    return None if row.lane == ANSWER and row.chat_id > 0 else row.case\n",
        "    return row.case\n",
        (QUEUE, "-k", "stays_in_order_whatever"),
    ),
    Safeguard(
        "no case takes more talk than it leaves",
        "bot/minutes.py",
        "(0 if is_alone else its)",
        "0",
        (PACING, "-k", "than_it_leaves"),
    ),
    Safeguard(
        "a first word may take of what is kept",
        "bot/minutes.py",
        "        if not its and self._spare > max(0, self.edits - self._edited):\n",
        "        if False:\n",
        (PACING, "-k", "first_word"),
    ),
    Safeguard(
        "edits are not starved",
        "bot/minutes.py",
        "        if row.edit and self._edited < self.edits:\n",
        "        if False:\n",
        (PACING, "-k", "starved"),
    ),
    Safeguard(
        "alarms leave something to the others",
        "bot/minutes.py",
        "        share = max(self.spared, self.per_minute - self.kept - self._urgent)\n",
        "        share = max(0, self.per_minute - self.kept - self._urgent)\n",
        (PACING, "-k", "comes_off"),
    ),
    Safeguard(
        "a roll-up spreads what is left of the minute",
        "bot/minutes.py",
        "            return max(now, self._spread()) if row.edit else now\n",
        "            return now\n",
        (PACING, "-k", "spreads"),
    ),
    Safeguard(
        "what was not sent takes no place",
        "bot/minutes.py",
        "            self._sent.remove((at, row))\n            self._count(row, -1)\n",
        "            pass\n",
        (PACING, "-k", "takes_no_place"),
    ),
    Safeguard(
        "a refused edit or talk stops no new alarm",
        "bot/pacing.py",
        "            if row.urgent:\n                self._hold((row.chat_id, True), until)\n",
        "            self._hold((row.chat_id, True), until)\n",
        (SHARES, "-k", "refused_edit_or_talk and sqlite and plain"),
    ),
    Safeguard(
        "a 429 of the whole bot is one stop",
        "bot/pacing.py",
        "        if len(alike) >= SEVERAL:\n",
        "        if False:\n",
        (SHARES, "-k", "whole_bot and sqlite"),
    ),
    Safeguard(
        "an alarm tries in a stop of the whole bot",
        "bot/pacing.py",
        "        return min(self._until, self._tried + PROBING) if row.urgent else self._until\n",
        "        return self._until\n",
        (PACING, "-k", "one_stop"),
    ),
    Safeguard(
        "a message that is taken ends the stop",
        "bot/pacing.py",
        "        self._until = at\n",
        "        pass\n",
        (PACING, "-k", "one_stop"),
    ),
    Safeguard(
        "all talk of an alarm is one case",
        "cards/talks.py",
        '    how["case"] = f"alerts {talk.alert_id}"',
        '    how["case"] = f"talk {talk.id}"',
        (SHARES, "-k", "f68 and stickers and sqlite and plain"),
    ),
    Safeguard(
        "a card's name says its case",
        "db/outbox.py",
        '"case": draft.case or cards.case_of(draft.card or draft.about),',
        '"case": draft.case,',
        (BOOKS, "-k", "by_its_cards_name and sqlite"),
    ),
    Safeguard(
        "what waits for a card becomes an edit",
        "bot/books.py",
        "                    if is_new:  # what waits",
        "                    if False:  # what waits",
        (BOOKS, "-k", "as_soon_as and sqlite"),
    ),
    Safeguard(
        "a late edit is not another message of the card",
        "db/cards.py",
        '_changing = _keeping.where(cards.c.message_id == bindparam("there"))',
        '_changing = _keeping.where(bindparam("there") > 0).values(message_id=bindparam("there"))',
        (BOOKS, "-k", "comes_late and sqlite"),
    ),
    Safeguard(
        "a deed is never said anew",
        "bot/wire.py",
        "        case Objection.MESSAGE_GONE if method in CHANGES and row.kind not in DEEDS:\n",
        "        case Objection.MESSAGE_GONE:\n",
        (SENDER, "-k", "deed"),
    ),
    Safeguard(
        "Telegram's words in capitals are the same",
        "bot/objections.py",
        "    said = refusal.description.lower()\n",
        "    said = refusal.description\n",
        (SENDER, "-k", "as_markup"),
    ),
    Safeguard(
        "a piece that comes late goes alone",
        "cards/talks.py",
        "    if has_left and talk.said_at == work.now:\n",
        "    if False:\n",
        (SHARES, "-k", "piece and sqlite"),
    ),
    Safeguard(
        "a hundred updates set aside are one card",
        "bot/complaints.py",
        'work.show(group.chat_id, f"{name} {_this_hour(work):%Y%m%d%H}", words, lane=NOTICE)',
        "work.send(group.chat_id, words, lane=NOTICE)",
        (SHARES, "-k", "hundred and sqlite"),
    ),
    Safeguard(
        "a closed alarm takes no place from the next",
        "services/rollups.py",
        "    return [at for at, state in lately if state != CLOSED]\n",
        "    return [at for at, state in lately]\n",
        (SHARES, "-k", "new_alarm_waits and sqlite and plain"),
    ),
    Safeguard(
        "in a surge the roll-up rings for all",
        "cards/responses.py",
        "(rings and buttons and not _rings_for_all(work, chat))",
        "(rings and buttons)",
        ("tests/conversations/test_rollups.py", "-k", "rings_for_all and sqlite"),
    ),
)
