// Who and what there is, as the server told last; chats with their newest line, without their messages.

export const world = { bots: new Map(), groups: new Map(), people: new Map(), ahead: 0, offset: 0 };

export function take(state) {
  at(state);
  world.bots = new Map(state.bots.map((bot) => [bot.id, bot]));
  world.groups = new Map(state.groups.map((group) => [group.id, group]));
  world.people = new Map(state.people.map((person) => [person.id, {
    ...person,
    chats: new Map(person.chats.filter(({ id }) => !world.groups.get(id)?.migrated_to).map((chat) => [chat.id, chat])),
  }]));
}

// What the list of chats needs of a chat, out of a whole view of it.
export const summary = ({ id, title, kind, forum, unread: count, last, blocked }) =>
  ({ id, title, kind, forum, unread: count, last, blocked });

// The desk's clock: how far it is from this machine's, and how far it was moved.
export function at({ now: then, offset }) {
  world.ahead = then - Date.now() / 1000;
  world.offset = offset;
}

export const now = () => Date.now() / 1000 + world.ahead;

// Who is in a group is an officer; everybody else is a resident.
export const isOfficer = (person) => [...person.chats.keys()].some((chat) => chat < 0);

export const unread = (person) => [...person.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);

export const bareTitle = (title) => title.replace(/^\P{Letter}+/u, "") || title;
