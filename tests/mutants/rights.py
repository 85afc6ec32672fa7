"""The safeguards of who serves where: rights, one-time codes, groups of strangers."""

from __future__ import annotations

from tests.mutants.safeguards import Safeguard

RIGHTS = "tests/faults/test_rights.py"
OFFICERS = "tests/conversations/test_officers.py"
GROUPS = "tests/conversations/test_groups.py"
ROOMS = "tests/services/test_rooms.py"

SAFEGUARDS = (
    Safeguard(
        "who left has no rights",
        "services/officers.py",
        "    if officer.left_at is not None:\n",
        "    if False:\n",
        (RIGHTS, "-k", "f38_an_officer"),
    ),
    Safeguard(
        "the try of who left is on record",
        "bot/complaints.py",
        "    if refusal.about is not None:\n",
        "    if False:\n",
        (RIGHTS, "-k", "f38_an_officer"),
    ),
    Safeguard(
        "who left hears nothing more",
        "cards/responses.py",
        "officers.still(work, alert.called or [])",
        "(alert.called or [])",
        (OFFICERS, "-k", "hears_nothing_more"),
    ),
    Safeguard(
        "a mediator takes no alarm",
        "services/officers.py",
        "    if officer.role not in roles:\n",
        "    if False:\n",
        (OFFICERS, "-k", "only_officers_and_duty_leads"),
    ),
    Safeguard(
        "only a duty lead invites",
        "services/officers.py",
        "    if officer.role != DUTY_LEAD:\n",
        "    if False:\n",
        (OFFICERS, "-k", "only_a_duty_lead"),
    ),
    Safeguard(
        "nobody takes themselves out",
        "services/officers.py",
        "    if user_id == work.here.person_id:\n",
        "    if False:\n",
        (OFFICERS, "-k", "sees_who_serves"),
    ),
    Safeguard(
        "a link is good once",
        "services/invitations.py",
        "    late = invitation.used_at is not None or invitation",
        "    late = invitation",
        (RIGHTS, "-k", "f39"),
    ),
    Safeguard(
        "a link is good for a day",
        "services/invitations.py",
        "is not None or invitation.expires_at <= work.now\n",
        "is not None\n",
        (RIGHTS, "-k", "f39 or f40"),
    ),
    Safeguard(
        "a link is judged again when the name is told",
        "services/invitations.py",
        "    invitation = _good_for_who_acts(work, invitations.get(work.connection, number))\n",
        "    invitation = invitations.get(work.connection, number)\n",
        (RIGHTS, "-k", "f39"),
    ),
    Safeguard(
        "a link is only as good as who gave it",
        "services/invitations.py",
        "    return giver is not None and giver.role == DUTY_LEAD\n",
        "    return True\n",
        (RIGHTS, "-k", "f38_no_invitation"),
    ),
    Safeguard(
        "a link from before brings nobody back",
        "services/invitations.py",
        "known.left_at is not None and invitation.made_at <= known.left_at:",
        "False:",
        (RIGHTS, "-k", "f38_no_invitation"),
    ),
    Safeguard(
        "a code for a group is no link for a person",
        "services/invitations.py",
        "    if invitation is None or invitation.role is None:\n",
        "    if invitation is None:\n",
        (RIGHTS, "-k", "f39"),
    ),
    Safeguard(
        "a link for a person binds no group",
        "services/invitations.py",
        "    if invitation is None or invitation.role is not None:\n",
        "    if invitation is None:\n",
        (RIGHTS, "-k", "f40"),
    ),
    Safeguard(
        "only a digest of a code is kept",
        "services/invitations.py",
        "    return hashlib.sha256(code.encode()).hexdigest()\n",
        "    return code\n",
        (OFFICERS, "-k", "an_invited_officer"),
    ),
    Safeguard(
        "only an administrator binds a group",
        "bot/wire.py",
        '    if row.content["who"] not in {',
        '    if False and row.content["who"] not in {',
        (RIGHTS, "-k", "f40"),
    ),
    Safeguard(
        "a group that nobody binds is left",
        "jobs/groups.py",
        "        work.leave_chat(group.id)\n",
        "        pass\n",
        (GROUPS, "-k", "nobody_binds"),
    ),
    Safeguard(
        "a group that was bound meanwhile is not left",
        "services/groups.py",
        "    if group.id in work.station.groups:\n",
        "    if False:\n",
        (GROUPS, "-k", "imported_meanwhile"),
    ),
    Safeguard(
        "the minutes follow a group that moved",
        "services/groups.py",
        "    groups.follow(work.connection, old, new)\n",
        "",
        (GROUPS, "-k", "restart_and_a_move"),
    ),
    Safeguard(
        "what is on its way to a group that moved goes to its new id",
        "bot/books.py",
        "                return holds.move(connection, row.id, self._epoch, row.chat_id, new)\n",
        "                return []\n",
        (GROUPS, "-k", "moved_unheard"),
    ),
    Safeguard(
        "an import keeps who joined and changed in Telegram",
        "services/rooms.py",
        "        if was.get(user_id) != told[user_id]:\n",
        "        if True:\n",
        (ROOMS,),
    ),
    Safeguard(
        "an import keeps a group as it was bound or moved",
        "services/rooms.py",
        "        if was.get(chat_id) != told[chat_id]:\n",
        "        if True:\n",
        (ROOMS,),
    ),
)
