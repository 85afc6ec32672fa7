// One phone: a person's chats, the one that is open, and what happens when something arrives.

import { act } from "../telegram.js";
import { hour, say } from "../words.js";
import { Bubbles } from "./bubbles.js";
import { avatar, icon, make } from "./make.js";
import { alertSheet, askNumber, askPlace, pop } from "./sheets.js";
import { Writer } from "./writer.js";

const NUMBER = "+86 138 0000 0000";
const RING = 900; // milliseconds, a little longer than its animation
const NEAR = 80; // pixels from the end that still count as reading the newest

export class Phone {
  // `seat` is the section it stands in, `choose(id)` is called when another person takes it.
  constructor(seat, choose) {
    this.seat = seat;
    this.choose = choose;
    this.seen = new Map(); // "person chat" -> id of the last message they saw
    this.open = new Map(); // person -> id of the open chat, null for the list
    this.unread = null;
    this.bubbles = new Bubbles((text) => this.writes(text), (message, label) => this.do("presses", { label, on: message.id }));
    this.writer = new Writer((text) => this.writes(text), (button) => this.presses(button));
    this.build();
  }

  build() {
    this.heading = make("h2");
    this.people = make("div.people", { role: "group" });
    this.time = make("span");
    this.bar = make("header.bar");
    this.list = make("ul.chats");
    this.down = make("button.down", { hidden: true, onclick: () => this.toEnd("smooth") });
    const room = make("div.room", {}, this.bubbles.log, this.down);
    this.chat = make("div.chat", {}, room, this.writer.form, this.writer.keys);
    this.glass = make("div.glass", {}, make("div.status", {}, this.time), this.bar, this.list, this.chat);
    this.phone = make("div.phone", {}, this.glass);
    this.seat.append(make("div.caption", {}, this.heading, this.people), this.phone);
    this.bubbles.log.onscroll = () => (this.atEnd() ? this.read() : this.drawDown());
  }

  // Show this person's phone as the state has it; `crowd` are all who may take it.
  draw(state, person, crowd, role) {
    const before = this.person;
    this.state = state;
    this.person = person;
    this.heading.textContent = say(role);
    this.people.ariaLabel = say("person");
    this.people.replaceChildren(...crowd.map((one) => make("button", {
      ariaPressed: one.id === person.id, lang: one.language_code ?? "", onclick: () => this.choose(one.id),
    }, one.first_name)));
    if (!this.open.has(person.id)) this.open.set(person.id, firstChat(person));
    this.arrived(before?.id === person.id ? before : null);
    if (before?.id !== person.id) this.enter();
    this.drawBar();
    this.drawList();
    if (this.current) this.drawChat();
  }

  get current() {
    return this.person.chats.find((chat) => chat.id === this.open.get(this.person.id));
  }

  key(chat) {
    return `${this.person.id} ${chat.id}`;
  }

  count(chat) {
    const last = this.seen.get(this.key(chat)) ?? 0;
    return chat.screen.filter((message) => message.id > last && !message.mine).length;
  }

  get unreadCount() {
    return this.person.chats.reduce((sum, chat) => sum + this.count(chat), 0);
  }

  // What came since the last look: the phone rings unless it came without a sound.
  arrived(before) {
    this.fresh = Infinity;
    for (const chat of this.person.chats) {
      const last = lastId(before?.chats.find((one) => one.id === chat.id));
      if (!before) {
        if (!this.seen.has(this.key(chat))) this.seen.set(this.key(chat), lastId(chat));
        continue;
      }
      const news = chat.screen.filter((message) => message.id > last);
      if (chat === this.current) this.fresh = last;
      if (news.some((message) => message.sounded && !message.mine)) this.ring();
    }
  }

  ring() {
    this.phone.classList.remove("rings");
    void this.phone.offsetWidth; // so that a ring during a ring begins anew
    this.phone.classList.add("rings");
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.phone.classList.remove("rings"), RING);
  }

  // A chat comes before the reader's eyes, from its end; what is new in it stands below a line.
  enter() {
    this.bubbles.clear();
    const chat = this.current;
    this.unread = chat && this.count(chat) ? (this.seen.get(this.key(chat)) ?? 0) : null;
  }

  go(chat) {
    this.open.set(this.person.id, chat);
    this.enter();
    this.fresh = Infinity;
    this.drawBar();
    this.drawList();
    if (this.current) this.drawChat();
    (this.current ? this.writer.field : this.list.querySelector("button")).focus({ preventScroll: true });
  }

  drawBar() {
    const chat = this.current;
    const focused = this.bar.contains(document.activeElement);
    const parts = [];
    if (chat && this.person.chats.length > 1) {
      const elsewhere = this.unreadCount - this.count(chat);
      const back = make("button.back", { ariaLabel: say("back"), onclick: () => this.go(null) }, icon("back"));
      if (elsewhere) back.append(make("span.badge", {}, elsewhere));
      parts.push(back);
    }
    if (chat) parts.push(avatar(plain(chat.title), this.isBot(chat)));
    const who = make("div.who", {}, make("h3", {}, chat ? chat.title : say("chats")));
    if (chat) who.append(make("p", {}, this.about(chat)));
    this.bar.replaceChildren(...parts, who);
    if (focused) this.bar.querySelector("button")?.focus();
  }

  isBot(chat) {
    return this.state.bots.some((bot) => bot.id === chat.id);
  }

  about(chat) {
    const group = this.state.groups.find((one) => one.id === chat.id);
    return group ? say("members", { count: Object.keys(group.members).length }) : say("is_bot");
  }

  drawList() {
    this.list.hidden = Boolean(this.current);
    this.chat.hidden = !this.current;
    if (this.current) return;
    const newest = (chat) => chat.screen.at(-1)?.date ?? 0;
    const chats = this.person.chats.toSorted((a, b) => newest(b) - newest(a));
    const at = [...this.list.children].findIndex((item) => item.contains(document.activeElement));
    this.list.replaceChildren(...chats.map((chat) => this.entry(chat)));
    this.list.children[at]?.firstChild.focus();
  }

  entry(chat) {
    const last = chat.screen.at(-1);
    const words = last ? last.text.replaceAll("\n", " ") || say("place") : say("nothing");
    const entry = make("button", { onclick: () => this.go(chat.id) },
      avatar(plain(chat.title), this.isBot(chat)), make("b", {}, chat.title),
      make("time", {}, last ? hour(last.date) : ""), make("span.last", {}, words));
    const count = this.count(chat);
    if (count) entry.append(make("span.badge", {}, count));
    return make("li", {}, entry);
  }

  drawChat() {
    const chat = this.current;
    const follow = this.atEnd() || chat.screen.at(-1)?.mine;
    this.bubbles.log.ariaLabel = say("messages", { title: chat.title });
    this.bubbles.draw(chat.screen, { grouped: chat.id < 0, unread: this.unread, fresh: this.fresh });
    this.writer.draw(chat.keyboard);
    this.down.ariaLabel = say("newest");
    if (follow) {
      this.toEnd();
      this.read();
    }
    this.drawDown();
  }

  drawDown() {
    this.down.hidden = this.atEnd();
    const count = this.current ? this.count(this.current) : 0;
    this.down.replaceChildren(icon("down"), ...(count ? [make("span.badge", {}, count)] : []));
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.bubbles.log;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd(behavior = "instant") {
    this.bubbles.log.scrollTo({ top: this.bubbles.log.scrollHeight, behavior });
  }

  // The reader has the newest message before their eyes, unless this phone is not shown at all.
  read() {
    if (!this.current || !this.seat.offsetParent) return;
    this.seen.set(this.key(this.current), lastId(this.current));
    this.drawDown();
  }

  toast({ text, alert }) {
    if (!text) return;
    if (alert) alertSheet(this.glass, text);
    else pop(this.glass, text);
  }

  async do(deed, body) {
    try {
      await act(this.person.id, this.current.id, deed, body);
    } catch (error) {
      pop(this.glass, say("failed", { why: error.message }));
    }
  }

  writes(text) {
    return this.do("writes", { text });
  }

  async presses(button) {
    const asked = { label: button.text };
    if (button.request_location) {
      const place = await askPlace(this.glass);
      if (!place) return;
      asked.place = [place.latitude, place.longitude];
    }
    if (button.request_contact) {
      if (!(await askNumber(this.glass, NUMBER))) return;
      asked.phone_number = NUMBER.replaceAll(" ", "");
    }
    await this.do("presses", asked);
  }
}

const lastId = (chat) => chat?.screen.at(-1)?.id ?? 0;
const plain = (title) => title.replace(/^\P{Letter}+/u, "") || title;
// An officer's groups are what they look at first.
const firstChat = (person) => (person.chats.find((chat) => chat.id < 0) ?? person.chats[0])?.id;
