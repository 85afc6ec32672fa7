// The phones side by side: who holds which, one more phone, somebody new. On a small screen one is shown
// at a time. What the tools and stories may do with phones is `Shelf.tools`.

import { addPerson, changePerson } from "../telegram.js";
import { language, say } from "../words.js";
import { icon, lay, make } from "./make.js";
import { menu } from "./menu.js";
import { Phone } from "./phone.js";
import { askPerson, pop } from "./sheets.js";
import { isOfficer, unread, world } from "./world.js";

const FIRST = 4; // phones of the standard cast

export class Shelf {
  constructor(box, sides, refresh) {
    this.box = box;
    this.sides = sides;
    this.refresh = refresh;
    this.phones = [];
  }

  draw() {
    if (!this.phones.length) this.begin();
    for (const phone of [...this.phones]) if (!phone.person) this.away(phone);
    for (const phone of this.phones) phone.draw();
    this.counted();
  }

  // A resident, an officer, and one more of each; first who speaks the page's language.
  begin() {
    const people = [...world.people.values()];
    const reads = (one) => language().startsWith((one.language_code ?? "").slice(0, 2));
    const residents = people.filter((one) => !isOfficer(one)).sort((a, b) => reads(b) - reads(a));
    const officers = people.filter(isOfficer);
    const cast = [residents[0], officers[0], residents[1], officers[1]].filter(Boolean);
    const more = people.filter((one) => !cast.includes(one));
    [...cast, ...more].slice(0, FIRST).forEach((one) => this.put(one.id, opening(one, one === officers[1])));
    this.turnTo(this.phones[0]);
  }

  put(id, place) {
    const phone = new Phone(this);
    this.phones.push(phone);
    this.box.append(phone.seat);
    phone.take(id, place ?? opening(world.people.get(id)));
    phone.tick();
    return phone;
  }

  away(phone) {
    phone.seat.remove();
    this.phones = this.phones.filter((one) => one !== phone);
    if (this.shown === phone) this.turnTo(this.phones[0]);
  }

  of(id) {
    return this.phones.find((phone) => phone.id === id);
  }

  // Whoever holds another phone already changes phones with its holder.
  give(phone, id) {
    const other = this.of(id);
    const before = phone.id;
    if (other === phone) return;
    phone.take(id, opening(world.people.get(id)));
    other?.take(before);
    this.counted();
  }

  // The phone that a small screen shows.
  turnTo(phone) {
    if (!phone) return;
    this.shown = phone;
    for (const one of this.phones) one.seat.classList.toggle("shown", one === phone);
    if (phone.chat && !phone.inForum) {
      phone.room.log.toEnd();
      phone.room.log.read();
    }
    this.counted();
  }

  // What is unread on which phone.
  counted() {
    lay(this.sides, ...this.phones.filter((one) => one.person).map((phone) => this.side(phone)));
  }

  // Pressed again it opens what the line above the phone does where there is room for one.
  side(phone) {
    const count = unread(phone.person);
    const here = phone === this.shown;
    const button = (phone.side ??= make("button"));
    button.dataset.side = phone.id;
    button.ariaPressed = here;
    button.onclick = () => (here ? this.menu(phone, button) : this.turnTo(phone));
    button.replaceChildren(phone.person.first_name);
    if (here) button.append(icon("hide"));
    if (count) button.append(make("span.badge", { title: say("unread_count", { count }) }, count));
    return button;
  }

  menu(phone, anchor) {
    const label = say("phone_menu", { name: phone.person.first_name });
    menu(anchor, [...this.choices(phone)], { label, glass: phone.seat });
  }

  // The line above a phone: who holds it, and the menu to change that.
  caption(phone) {
    const { first_name, last_name } = phone.person;
    const name = [first_name, last_name].filter(Boolean).join(" ");
    const { holder } = phone;
    holder.title = say("phone_menu", { name });
    holder.onclick = () => this.menu(phone, holder);
    holder.replaceChildren(make("b", {}, name), make("small", {}, say(isOfficer(phone.person) ? "officer" : "resident")), icon("hide"));
  }

  *choices(phone) {
    const others = [...world.people.values()].filter((one) => one.id !== phone.id);
    const idle = others.filter((one) => !this.of(one.id));
    if (others.length) yield { heading: say("give_to") };
    for (const one of others) yield { label: one.first_name, icon: "person", act: () => this.give(phone, one.id) };
    if (idle.length) yield { heading: say("add_phone") };
    for (const one of idle) yield { label: say("phone_of", { name: one.first_name }), icon: "plus", act: () => this.tools.show(one.id) };
    yield { heading: "" };
    yield { label: say("change_me"), icon: "edit", act: () => this.change(phone) };
    yield { label: say("add_person"), icon: "plus", act: () => this.addSomebody(phone) };
    if (this.phones.length > 1) yield { label: say("put_away"), icon: "close", act: () => this.away(phone) };
  }

  async change(phone) {
    const told = await askPerson(phone.glass, say("who_me"), phone.person);
    if (told) await this.tried(phone, () => changePerson(phone.id, told));
  }

  async addSomebody(phone) {
    const told = await askPerson(phone.glass, say("who_new"), { language_code: language().toLowerCase() });
    if (!told) return;
    const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value));
    const somebody = await this.tried(phone, () => addPerson({ ...given, met: [...world.bots.keys()] }));
    if (somebody) this.tools.show(somebody.id);
  }

  async tried(phone, deed) {
    try {
      const done = await deed();
      await this.refresh();
      return done;
    } catch (error) {
      pop(phone.glass, say("failed", { why: error.message }));
      return null;
    }
  }

  get tools() {
    return {
      // Bring somebody's phone before the reader; it is put on the shelf if it is not there.
      show: (id) => {
        const phone = this.of(id) ?? this.put(id);
        this.turnTo(phone);
        phone.seat.scrollIntoView({ block: "nearest", inline: "center" });
        return phone;
      },
      // A chat on it, or the list; without a topic a forum shows General, with null its topics.
      open: async (id, chat = null, topic = undefined) => {
        const phone = this.tools.show(id);
        const forum = world.people.get(id).chats.get(chat)?.forum;
        const wanted = { chat, topic: topic === undefined && forum ? 1 : topic ?? null };
        const { place } = phone;
        if (place.chat === wanted.chat && place.topic === wanted.topic) return phone;
        phone.places.set(id, wanted);
        await phone.enter();
        return phone;
      },
      // Mark one thing on a phone: what a selector finds, else the newest button of that label.
      point: (id, what) => {
        document.querySelector(".pointed")?.classList.remove("pointed");
        if (!what) return null;
        const found = button(this.tools.show(id), what);
        found?.classList.add("pointed");
        found?.scrollIntoView({ block: "nearest" });
        return found;
      },
      press: async (id, label) => {
        const phone = this.tools.show(id);
        const found = button(phone, label);
        if (found) found.click();
        else await phone.do("presses", { label, within: 10 });
      },
      write: (id, text) => this.tools.show(id).do("writes", { text }),
    };
  }
}

function button(phone, what) {
  const labelled = [...phone.glass.querySelectorAll("button")].filter((one) => one.textContent.trim() === what);
  if (labelled.length) return labelled.at(-1);
  try {
    return phone.glass.querySelector(what);
  } catch {
    return null; // a label that no button has, and no selector
  }
}

// An officer's groups are what they look at first; a forum opens with what is in General.
function opening(person, list = false) {
  if (list) return { chat: null, topic: null };
  const chats = [...person.chats.values()];
  const first = chats.find((chat) => chat.id < 0) ?? chats[0];
  return { chat: first?.id ?? null, topic: first?.forum ? 1 : null };
}
