"""What keeps a visit at the window true: one place for one person, in order, for as long as was said."""

from tests.mutants.safeguards import Safeguard

CONVERSATION = "tests/conversations/test_bookings.py::test_"
FAULTS = "tests/faults/test_bookings.py::test_"
PLACES = "tests/faults/test_places.py::test_"
WAITS = "tests/services/test_waits.py::test_"
HOURS = "tests/services/test_openings.py::test_"

SAFEGUARDS = (
    Safeguard(
        "the database refuses a place that is taken",
        "db/migrations/versions/0006_bookings.py",
        'sa.PrimaryKeyConstraint("window", "start", "seat",',
        'sa.PrimaryKeyConstraint("window", "start", "seat", "booking_id",',
        (PLACES + "f31_the_database_itself_refuses_a_place_that_is_taken",),
    ),
    Safeguard(
        "one open visit a person and window",
        "db/migrations/versions/0006_bookings.py",
        '["resident_id", "window"], OPEN, unique=True)',
        '["resident_id", "window"], OPEN)',
        (PLACES + "f31_the_database_itself_refuses_a_place_that_is_taken",),
    ),
    Safeguard(
        "a place held twice by one tap too many is held once",
        "services/bookings.py",
        "    if before is not None and (before.errand, before.start) == (code, moment):\n"
        "        return before\n",
        "",
        (FAULTS + "f03_f30_a_press_that_comes_a_hundred_times_books_once",),
    ),
    Safeguard(
        "somebody else's visit is nobody's",
        "services/bookings.py",
        "booking.resident_id != work.here.person_id",
        "False",
        (FAULTS + "f36_f37_somebody_elses_visit_answers_as_one_that_does_not_exist",),
    ),
    Safeguard(
        "a freed place goes to who waits",
        "services/waits.py",
        "    offer(work, booking.window, openings.local_day(work, booking.start))\n",
        "",
        (WAITS + "offers_go_round_in_the_order_in_which_they_asked",),
    ),
    Safeguard(
        "the first who asked is the first who is offered",
        "db/waits.py",
        "    .order_by(waits.c.id)\n",
        "    .order_by(waits.c.id.desc())\n",
        (WAITS + "offers_go_round_in_the_order_in_which_they_asked",),
    ),
    Safeguard(
        "who waits for several days is in the line of each",
        "db/waits.py",
        '        waits.c.day <= bindparam("on"),\n        waits.c.last >= bindparam("on"),\n',
        '        waits.c.day == bindparam("on"),\n',
        (WAITS + "a_range_is_one_wait_and_shrinks_by_itself",),
    ),
    Safeguard(
        "a place in line counts all who may be offered first",
        "db/waits.py",
        "        waits.c.day <= wait.last,\n        waits.c.last >= wait.day,\n",
        "        waits.c.day == wait.day,\n",
        (WAITS + "a_range_is_one_wait_and_shrinks_by_itself",),
    ),
    Safeguard(
        "who waits goes on waiting after an update",
        "db/migrations/versions/0008_waits_for_ranges.py",
        '    op.execute("UPDATE waits SET last = day")\n',
        "",
        ("tests/test_schema.py", "-k", "before_there_were_ranges"),
    ),
    Safeguard(
        "nobody waits twice for one day",
        "services/waits.py",
        "    if same:\n",
        "    if False:\n",
        (WAITS + "a_range_is_one_wait_and_shrinks_by_itself",),
    ),
    Safeguard(
        "a wait for several days stands until the last is over",
        "db/waits.py",
        "    over = update(waits).where(waits.c.last < today",
        "    over = update(waits).where(waits.c.day < today",
        (WAITS + "a_range_is_one_wait_and_shrinks_by_itself",),
    ),
    Safeguard(
        "nobody waits for a day on which there is no time for it",
        "services/openings.py",
        "nobody_there.firsts(errand, soonest)}",
        'nobody_there.firsts(errand.model_copy(update={"minutes": 5}), soonest)}',
        (WAITS + "a_range_is_one_wait_and_shrinks_by_itself",),
    ),
    Safeguard(
        "nobody waits while a time is free",
        "services/waits.py",
        "    if any(days.values()):\n",
        "    if False:\n",
        (WAITS + "nobody_waits_for_what_is_free_and_is_told_when",),
    ),
    Safeguard(
        "who has a visit waits for no other",
        "services/bookings.py",
        "    waits.leave_all(work, booking)\n",
        "",
        (WAITS + "nobody_waits_for_what_is_free_and_is_told_when",),
    ),
    Safeguard(
        "an offer at night waits for the morning",
        "services/waits.py",
        "morning if _at_night(local.time()) else work.now",
        "work.now",
        (WAITS + "an_offer_at_night_counts_from_the_morning",),
    ),
    Safeguard(
        "nothing changes after the cut-off",
        "services/bookings.py",
        "    if work.now >= last and openings.stands(work, booking):\n",
        "    if False:\n",
        (CONVERSATION + "from_the_cut_off_on_nothing_changes",),
    ),
    Safeguard(
        "no ID number is taken for a frame number",
        "services/bookings.py",
        "if _ID_CARD.fullmatch(frame):",
        "if False:",
        (CONVERSATION + "one_visit_each_and_one_a_bike",),
    ),
    Safeguard(
        "a time that is not offered can't be taken",
        "services/openings.py",
        "range(bisect_left(span, soonest), len(span)",
        "range(len(span)",
        (FAULTS + "f36_times_that_nobody_was_offered_are_refused",),
    ),
    Safeguard(
        "a held place that nobody confirms is let go",
        "jobs/__init__.py",
        "SWEEPS = (alerts.SWEEP, bookings.SWEEP, groups.SWEEP,",
        "SWEEPS = (alerts.SWEEP, groups.SWEEP,",
        (CONVERSATION + "who_does_not_confirm_lets_the_place_go",),
    ),
    Safeguard(
        "frame numbers are forgotten",
        "jobs/housekeeping.py",
        "    bookings.forget_frames(work.connection, work.now - FRAMES)\n",
        "",
        (FAULTS + "visits_of_long_ago_keep_no_frame_number",),
    ),
    Safeguard(
        "who missed visits has to say that they come",
        "services/reminders.py",
        "        if booking.asks and booking.coming_at is None:\n",
        "        if False:\n",
        ("tests/conversations/test_visits.py", "-k", "missed_two"),
    ),
    Safeguard(
        "no reminder comes too late to help",
        "services/bookings.py",
        "            if work.now < booking.start:  # what comes too late to help is not said\n",
        "            if True:\n",
        ("tests/conversations/test_visits.py", "-k", "too_late"),
    ),
    Safeguard(
        "only the window's officers note what happened",
        "services/officers.py",
        "    if not (known or leads(officer)) or not (work.here.private or _belongs(work, room_id)):\n"
        "        raise RefusedError(NOT_THE_WINDOWS)\n",
        "",
        (FAULTS + "f36_an_officer_of_another_room_notes_nothing",),
    ),
    Safeguard(
        "a closed day is told to whom it concerns",
        "services/hours.py",
        '        work.touch("closures", booking.id, booking)\n',
        "        pass\n",
        ("tests/conversations/test_visits.py", "-k", "closed_day"),
    ),
    Safeguard(
        "holidays are closed",
        "services/openings.py",
        "    if window.holidays and holidays.is_holiday(day):\n        return ()\n",
        "",
        (HOURS + "a_holiday_is_closed_and_a_weekend_worked_for_it_is_open",),
    ),
    Safeguard(
        "a day that is open longer is offered to who waits",
        "services/hours.py",
        "    waits.offer(work, code, day)\n",
        "",
        ("tests/conversations/test_waits.py", "-k", "open_longer and sqlite"),
    ),
    Safeguard(
        "an offer asks for no words that nobody would take",
        "cards/bookings.py",
        "booking.frame is not None or booking.offered:",
        "booking.frame is not None:",
        ("tests/conversations/test_waits.py", "-k", "freed_place and sqlite"),
    ),
    Safeguard(
        "no frame number is asked while words are for the officers",
        "cards/bookings.py",
        "    return not alerts.living(work.connection, [booking.resident_id])\n",
        "    return True\n",
        ("tests/conversations/test_bookings.py", "-k", "not_for_a_form and sqlite"),
    ),
)
