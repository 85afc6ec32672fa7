"""What keeps a visit at the window true: one place for one person, in order, for as long as was said."""

from tests.mutants.safeguards import Safeguard

CONVERSATION = "tests/conversations/test_bookings.py::test_"
FAULTS = "tests/faults/test_bookings.py::test_"
PLACES = "tests/faults/test_places.py::test_"
MODEL = "tests/services/test_booking_model.py::test_"
HOURS = "tests/services/test_openings.py::test_"
WINDOWS = "tests/services/test_windows.py::test_"
IN_THE_CHAT = "tests/conversations/test_windows.py::test_"

SAFEGUARDS = (
    Safeguard(
        "the database refuses a place that is taken",
        "db/migrations/versions/0006_bookings.py",
        'sa.PrimaryKeyConstraint("window", "start", "seat",',
        'sa.PrimaryKeyConstraint("window", "start", "seat", "booking_id",',
        (PLACES + "f31_the_database_itself_refuses_a_place_that_is_taken",),
    ),
    Safeguard(
        "no visit a person and window beyond those one may have",
        "db/migrations/versions/0008_windows.py",
        '        ["resident_id", "window", "nth"],\n        unique=True,\n',
        '        ["resident_id", "window", "nth"],\n        unique=False,\n',
        (PLACES + "f31_the_database_itself_refuses_a_place_that_is_taken",),
    ),
    Safeguard(
        "nobody has more visits than one may",
        "services/places.py",
        "    return len(mine) < window.each and all(",
        "    return all(",
        (CONVERSATION + "a_family_with_two_bikes_has_two_visits_and_no_third",),
    ),
    Safeguard(
        "of the visits one may have a free one is taken",
        "services/places.py",
        "min(set(range(1, len(mine) + 2)) - mine)",
        "len(mine) + 1",
        (CONVERSATION + "a_family_with_two_bikes_has_two_visits_and_no_third",),
    ),
    Safeguard(
        "who holds a place is offered no other",
        "services/places.py",
        " and all(one.state != HELD for one in mine)",
        "",
        (MODEL + "who_holds_a_place_is_offered_no_other",),
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
        (MODEL + "offers_go_round_in_the_order_in_which_they_asked",),
    ),
    Safeguard(
        "the first who asked is the first who is offered",
        "db/waits.py",
        "    .order_by(waits.c.id)\n",
        "    .order_by(waits.c.id.desc())\n",
        (MODEL + "offers_go_round_in_the_order_in_which_they_asked",),
    ),
    Safeguard(
        "an offer at night waits for the morning",
        "services/waits.py",
        "morning if _at_night(local.time()) else work.now",
        "work.now",
        (MODEL + "an_offer_at_night_counts_from_the_morning",),
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
        "    return [one for one in found if one.at >= soonest]\n",
        "    return list(found)\n",
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
        "who is not concerned by other hours is not told",
        "services/hours.py",
        "        if one.state == BOOKED and fits(now, one, zone) != fits(then, one, zone)\n",
        "        if one.state == BOOKED\n",
        (WINDOWS + "shorter_hours_are_told_once_to_whom_they_concern_and_to_nobody_else",),
    ),
    Safeguard(
        "what longer hours make free goes to who waits",
        "services/hours.py",
        "        line.offer(work, code, waited_for)\n",
        "        pass\n",
        (WINDOWS + "what_becomes_free_is_offered_to_who_waits",),
    ),
    Safeguard(
        "a place held at a time that was closed meanwhile is not booked",
        "services/bookings.py",
        "    if not openings.stands(work, booking):\n        raise GoneError(",
        "    if False:\n        raise GoneError(",
        (WINDOWS + "a_place_held_at_a_time_that_is_closed_meanwhile_is_not_booked",),
    ),
    Safeguard(
        "fewer seats serve no more people than there are seats",
        "services/openings.py",
        "if left and room > 0:",
        "if left:",
        (WINDOWS + "no_seat_has_two_visits_whatever_seats_and_slots_become",),
    ),
    Safeguard(
        "what was booked in other slots is still taken",
        "services/openings.py",
        "bisect_right(begins, one.start - step)",
        "bisect_left(begins, one.start)",
        (WINDOWS + "no_seat_has_two_visits_whatever_seats_and_slots_become",),
    ),
    Safeguard(
        "what officers changed outlives the file",
        "services/rooms.py",
        "one.changed(self.settings.get(code, {})).on_days(",
        "one.on_days(",
        (WINDOWS + "what_officers_changed_counts_more_than_the_file_until_they_take_it_back",),
    ),
    Safeguard(
        "a window's numbers have limits",
        "services/hours.py",
        "    if not least <= number <= most:\n",
        "    if False:\n",
        (WINDOWS + "officers_and_the_file_have_the_same_limits",),
    ),
    Safeguard(
        "nothing but a window's settings is changed",
        "services/hours.py",
        "what not in (*NUMBERS, *WEEK, WORKDAYS) and _day(what) < today(work)",
        "False",
        (WINDOWS + "nobody_else_changes_anything_and_nothing_else_is_changed",),
    ),
    Safeguard(
        "only officers of the room change its window",
        "services/visits.py",
        "    officers.at_window(work, room_of(work, window))\n    return window\n",
        "    return window\n",
        (IN_THE_CHAT + "f36_strangers_and_officers_of_other_rooms_change_nothing",),
    ),
    Safeguard(
        "only who began a change saves it",
        "handlers/officers/windows.py",
        "    draft = work.draft(Draft) if work.step == Step.VALUE else None\n",
        '    draft = Draft(window=press.window, what=press.what, words="3")\n',
        (IN_THE_CHAT + "nobody_saves_what_a_colleague_began",),
    ),
    Safeguard(
        "holidays are closed",
        "services/openings.py",
        "    if window.holidays and holidays.is_holiday(day):\n        return []\n",
        "",
        (HOURS + "a_holiday_is_closed_and_a_weekend_worked_for_it_is_open",),
    ),
    Safeguard(
        "no frame number is asked while words are for the officers",
        "cards/bookings.py",
        "    return not alerts.living(work.connection, [booking.resident_id])\n",
        "    return True\n",
        ("tests/conversations/test_bookings.py", "-k", "not_for_a_form and sqlite"),
    ),
)
