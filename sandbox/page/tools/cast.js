// Who plays in a story, and what stands on their screens: the player's eyes.

import { language } from "../words.js";
import { get } from "./ask.js";
import { spoken } from "./words.js";

const PATIENCE = 90; // seconds until the story says that something has not happened
const ROUND = 700; // milliseconds until it looks again even if nothing was told

export class Cast {
  // `state` is /sandbox/state: a resident who speaks the page's language, an officer, their alarm group and who is in it.
  constructor(state) {
    const isOfficer = (person) => person.chats.some(({ id }) => id < 0);
    const reads = (person) => language().startsWith((person.language_code ?? "").slice(0, 2));
    const residents = state.people.filter((person) => !isOfficer(person));
    const officer = state.people.find(isOfficer);
    this.bot = state.bots[0].id;
    this.people = { resident: residents.find(reads) ?? residents[0], officer };
    const mine = new Set(officer?.chats.map(({ id }) => id));
    this.alarms = state.groups.find(({ id, migrated_to: moved }) => mine.has(id) && !moved)?.id;
    this.officers = state.people.filter(({ chats }) => chats.some(({ id }) => id === this.alarms));
    this.listeners = new Set();
    this.marks = new Map();
  }

  get isComplete() {
    return Boolean(this.people.resident && this.people.officer && this.alarms);
  }

  person(who) {
    return this.people[who].id;
  }

  chat(where) {
    return where === "alarms" ? this.alarms : this.bot;
  }

  view(who, where) {
    return get(`/sandbox/people/${this.person(who)}/chats/${this.chat(where)}`);
  }

  // From now on only what comes or changes later counts there.
  async mark(who, where) {
    const { screen } = await this.view(who, where);
    this.marks.set(`${who} ${where}`, new Map(screen.map((message) => [message.id, looks(message)])));
  }

  // Wake whoever waits: something has happened.
  changed() {
    for (const wake of this.listeners) wake();
  }

  // What `find` finds, at once or after a change; null after a while.
  async until(find, isOver) {
    const end = Date.now() + PATIENCE * 1000;
    while (!isOver()) {
      const found = await find();
      if (found) return found;
      if (Date.now() > end) return null;
      await new Promise((wake) => {
        this.listeners.add(wake);
        setTimeout(wake, ROUND);
        this.wake = wake;
      });
      this.listeners.delete(this.wake);
    }
    return null;
  }

  // Whether that has come: a message, new or changed since the mark, with `text` in it, or with a button of that sign, or
  // a `key` on the keyboard.
  async has({ who, where = "bot", text, button, key }) {
    const { screen, keyboard } = await this.view(who, where);
    if (key) return keys(keyboard).some((label) => starts(label, key));
    const before = this.marks.get(`${who} ${where}`) ?? new Map();
    return screen.some((message) => before.get(message.id) !== looks(message) && !message.mine
      && (text ? message.text.includes(text) : labels(message).some((label) => starts(label, button))));
  }

  // The label of the newest button there that begins with a sign, or is one of some words.
  async label(who, where, wanted) {
    const { screen, keyboard } = await this.view(who, where);
    return [...screen.flatMap(labels), ...keys(keyboard)].findLast((label) => starts(label, wanted));
  }
}

// Words that differ with the page's language are { en, zh }, those that differ with the bot's a list.
const starts = (label, wanted) =>
  [wanted.en ? spoken(wanted) : wanted].flat().some((word) => label.startsWith(word));
const looks = (message) => JSON.stringify([message.text, message.buttons]);
const keys = (keyboard) => (keyboard?.keyboard ?? []).flat().map((key) => key.text ?? key);
export const labels = (message) => (message.buttons ?? []).flat().map((button) => button.text ?? button);
