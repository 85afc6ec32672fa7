"""What keeps the numbers of a window honest: noted once, by the right officer, shown once."""

from tests.mutants.safeguards import Safeguard

WALK_INS = "tests/conversations/test_walk_ins.py"
PRINTED = "tests/conversations/test_printouts.py"
PAPER = "tests/test_printouts.py"
WEEKS = "tests/conversations/test_weeks.py"
NUMBERS = "tests/services/test_weeks.py"
PLATES = "tests/services/test_plates.py"

SAFEGUARDS = (
    Safeguard(
        "a list that is tapped twice notes one",
        "services/walk_ins.py",
        "    if noted is not None:\n        return mine(work, noted)\n",
        "",
        (WALK_INS, "-k", "f30 and sqlite"),
    ),
    Safeguard(
        "only who noted it changes it, on its day",
        "services/walk_ins.py",
        "    if walk_in.officer_id != work.here.person_id or not today:\n",
        "    if False:\n",
        (WALK_INS, "-k", "only_who_noted and sqlite"),
    ),
    Safeguard(
        "a walk-in of another room is not theirs",
        "services/walk_ins.py",
        "    officers.at_window(work, visits.room_of(work, window))\n    today",
        "    today",
        (WALK_INS, "-k", "nobody_elses_room and sqlite"),
    ),
    Safeguard(
        "a community is one of the room's",
        "services/walk_ins.py",
        "    if code not in {NOT_GIVEN,",
        "    if False and code not in {NOT_GIVEN,",
        (WALK_INS, "-k", "nobody_elses_room and sqlite"),
    ),
    Safeguard(
        "the next day's words are no plate of yesterday's",
        "handlers/officers/walk_ins.py",
        "        work.leave()\n        work.say(late.words)\n        return\n",
        "        raise late\n",
        (WALK_INS, "-k", "only_who_noted and sqlite"),
    ),
    Safeguard(
        "only the window's officers have a sheet printed",
        "handlers/officers/bookings.py",
        "    cards.send_printout(work, visits.own_window(work, press.window),",
        "    cards.send_printout(work, work.station.windows[press.window],",
        (PRINTED, "-k", "f36 and sqlite"),
    ),
    Safeguard(
        "a printout that can't be drawn goes out as its words",
        "bot/wire.py",
        '["caption" if "document" in said else "text"]',
        '["caption" if "printout" in said else "text"]',
        (PRINTED, "-k", "cannot_be_drawn and sqlite"),
    ),
    Safeguard(
        "where no file may be sent, words are",
        "bot/reasons.py",
        '    "rights to send documents",\n',
        "",
        (PRINTED, "-k", "no_file and sqlite"),
    ),
    Safeguard(
        "a full page is followed by another",
        "bot/printouts.py",
        "        if _high(row) > left:\n",
        "        if False:\n",
        (PAPER, "-k", "numbered_pages or too_full"),
    ),
    Safeguard(
        "lines for who comes without a visit are always there",
        "bot/printouts.py",
        "    if left < HEAD + LEAST * LOW:\n",
        "    if False:\n",
        (PAPER, "-k", "always_there"),
    ),
    Safeguard(
        "nothing runs out of its cell",
        "bot/printouts.py",
        "        fit(line, size, most, SMALLEST, self._width)\n",
        "",
        (PAPER, "-k", "out_of_its_cell"),
    ),
    Safeguard(
        "last week is shown once",
        "jobs/mornings.py",
        " if (desk.chat_id, card) not in have]",
        "]",
        (WEEKS, "-k", "once and sqlite"),
    ),
    Safeguard(
        "last week comes at eight",
        "jobs/weeks.py",
        "    if mornings.is_early(work):\n        return\n",
        "",
        (WEEKS, "-k", "once and sqlite"),
    ),
    Safeguard(
        "last week's picture has no buttons that would turn it",
        "cards/weeks.py",
        "picture(work, week), lane=NOTICE, silent=True)",
        "picture(work, week), lane=NOTICE, silent=True, buttons=_buttons(work, week))",
        (WEEKS, "-k", "once and sqlite"),
    ),
    Safeguard(
        "a week in which nobody was expected is not shown",
        "jobs/weeks.py",
        "            if week.anybody:\n",
        "            if True:\n",
        (WEEKS, "-k", "not_shown and sqlite"),
    ),
    Safeguard(
        "the week is for the room's officers",
        "services/weeks.py",
        "    if room_id not in rooms(work):\n",
        "    if False:\n",
        (WEEKS, "-k", "of_one_room and sqlite"),
    ),
    Safeguard(
        "no week is looked at that can't be",
        "services/weeks.py",
        "min(max(monday(day), first), last)",
        "monday(day)",
        (WEEKS, "-k", "f36 and sqlite"),
    ),
    Safeguard(
        "no place is counted twice",
        "services/weeks.py",
        "    taken = {at: min(kept[at], window.seats) for at in begins}\n",
        "    taken = {at: kept[at] for at in begins}\n",
        (NUMBERS, "-k", "no_place_twice and sqlite"),
    ),
    Safeguard(
        "what is still to come is not unused",
        "services/weeks.py",
        " for at in begins if at < work.now)",
        " for at in begins)",
        (NUMBERS, "-k", "only_what_is_over and sqlite"),
    ),
    Safeguard(
        "the plates of a year are found by an index",
        "db/plates.py",
        "literal_column(HAS_PLATE)",
        "literal_column(\"plate || '' > ''\")",
        (PLATES, "-k", "indexes"),
    ),
    Safeguard(
        "a community that is gone is not known",
        "services/plates.py",
        "one.community if one.community in work.station.communities else None",
        "one.community",
        (PLATES, "-k", "walk_ins_by_month and sqlite"),
    ),
)
