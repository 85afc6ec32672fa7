"""The safeguards of pictures: once a morning, never in anybody's way, and never without their facts."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

REPORTS = "tests/conversations/test_reports.py"
STUDIO = "tests/test_studio.py"
NUMBERS = "tests/services/test_reports.py"
DELIVERY = "tests/delivery/test_pictures.py"

SAFEGUARDS = (
    Safeguard(
        "no message waits for a picture",
        "bot/queue.py",
        '            return "picture", row.chat_id\n',
        "            return row.chat_id\n",
        (REPORTS, "-k", "no_alarm_waits"),
    ),
    Safeguard(
        "what can't be drawn goes out as words",
        "bot/studio.py",
        "        except NotDrawnError as error:\n",
        "        except ZeroDivisionError as error:\n",
        (REPORTS, "-k", "cannot_be_drawn"),
    ),
    Safeguard(
        "where no photo may be sent, words are",
        "bot/wire.py",
        "        case Objection.MEDIUM if DRAWN & row.content.keys():\n",
        "        case Objection.MEDIUM if False:\n",
        (REPORTS, "-k", "takes_no_photos"),
    ),
    Safeguard(
        "words take no photo's place",
        "bot/wire.py",
        '    wordy = row.kind == "picture" and "photo" not in said\n',
        "    wordy = False\n",
        (DELIVERY, "-k", "edited_in_its_message"),
    ),
    Safeguard(
        "a picture that hangs is given up",
        "bot/studio.py",
        "        async with asyncio.timeout(WITHIN):\n",
        "        async with asyncio.timeout(None):\n",
        (STUDIO, "-k", "hangs"),
    ),
    Safeguard(
        "what hung is ended",
        "bot/studio.py",
        "        process.kill()\n        await process.wait()\n",
        "        pass\n",
        (STUDIO, "-k", "hangs"),
    ),
    Safeguard(
        "why it was not drawn quotes nothing",
        "bot/studio.py",
        "last.partition(':')[0][:80]",
        "last",
        (STUDIO, "-k", "says_why"),
    ),
    Safeguard(
        "a morning's picture stays as it was at eight",
        "jobs/mornings.py",
        " if (desk.chat_id, card) not in have]",
        "]",
        (REPORTS, "-k", "every_morning"),
    ),
    Safeguard(
        "a morning begins at eight",
        "jobs/mornings.py",
        "    return work.now < ",
        "    return False and work.now < ",
        (REPORTS, "-k", "every_morning"),
    ),
    Safeguard(
        "the picture does not wake anybody",
        "cards/reports.py",
        "lane=NOTICE, silent=True)",
        "lane=NOTICE)",
        (REPORTS, "-k", "every_morning"),
    ),
    Safeguard(
        "only officers see it",
        "services/reports.py",
        "    officers.serving(work)\n",
        "",
        (REPORTS, "-k", "nobody_else"),
    ),
    Safeguard(
        "a day is the district's",
        "services/reports.py",
        "    return datetime.combine(day, at, zone).astimezone(UTC)\n",
        "    return datetime.combine(day, at, UTC)\n",
        (NUMBERS, "-k", "midnight"),
    ),
    Safeguard(
        "what is late counts before it is over",
        "services/reports.py",
        "        elif one.closed_at is None and now - one.raised_at > standard:\n",
        "        elif False:\n",
        (NUMBERS, "-k", "still_runs"),
    ),
    Safeguard(
        "the past is not read",
        "db/reports.py",
        "        return list(takewhile(lambda one: one.raised_at >= moment, found))\n",
        "        return [one for one in found if one.raised_at >= moment]\n",
        (NUMBERS, "-k", "past_is_not_read"),
    ),
    Safeguard(
        "letters do not depend on the machine",
        "bot/pictures.py",
        "fontManager.addfont(FONT_PATH)\n",
        "",
        (STUDIO, "-k", "letters_are_those"),
    ),
    Safeguard(
        "what is too long is made to fit",
        "bot/pictures.py",
        "    if wide > most:\n",
        "    return line\n    if wide > most:\n",
        (STUDIO, "-k", "wide_as_a_phone"),
    ),
)
