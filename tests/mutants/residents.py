"""The safeguards of what a resident gets apart from the alarm: consent, own cases, places."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

PRIVACY = "tests/conversations/test_privacy.py"

SAFEGUARDS = (
    Safeguard(
        "nothing is kept without consent",
        "services/residents.py",
        "    if not consents(resident):\n        raise RefusedError",
        "    if False:\n        raise RefusedError",
        (PRIVACY, "-k", "a_service_keeps_nothing"),
    ),
    Safeguard(
        "consent is to the notice that was read",
        "services/consents.py",
        "    if version != NOTICE:",
        "    if False:",
        (PRIVACY, "-k", "not_read"),
    ),
    Safeguard(
        "a new notice is asked anew",
        "services/residents.py",
        " and resident.consent_version == NOTICE",
        "",
        (PRIVACY, "-k", "asked_anew"),
    ),
    Safeguard(
        "what was told goes with the consent",
        "services/erasures.py",
        "    resident = residents.change(work, resident, key=key, **PROFILE)\n",
        "    resident = residents.change(work, resident, key=resident.key)\n",
        (PRIVACY, "-k", "withdrawn"),
    ),
    Safeguard(
        "a case is its resident's",
        "cards/mine.py",
        "    if alert is None or alert.resident_id != work.here.person_id:",
        "    if alert is None:",
        ("tests/faults/test_attacks.py", "-k", "f37"),
    ),
    Safeguard(
        "a list is its resident's",
        "db/alerts.py",
        "    theirs = select(alerts).where(alerts.c.resident_id == resident_id)",
        "    theirs = select(alerts)",
        ("tests/conversations/test_cases.py", "-k", "nobodys_list"),
    ),
    Safeguard(
        "a poster keeps nothing before consent",
        "handlers/residents/greetings.py",
        "    if community is None or resident.community == community.code:",
        "    if community is not None:\n"
        "        residents.change(work, resident, community=community.code)\n"
        "    if community is None or resident.community == community.code:",
        ("tests/conversations/test_first_contact.py", "-k", "says_the_community"),
    ),
)
