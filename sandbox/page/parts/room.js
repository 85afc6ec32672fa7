// An open chat: its pinned line, its messages and what one can do with each, and the line one writes on.

import { say } from "../words.js";
import { attach } from "./attach.js";
import { line, short } from "./lines.js";
import { Log } from "./log.js";
import { icon, make } from "./make.js";
import { menu } from "./menu.js";
import { askLink, askNumber, askPlace, choose, look, pop } from "./sheets.js";
import { now, world } from "./world.js";
import { Writer } from "./writer.js";

const NUMBER = "+86 138 0000 0000";
const HELD = 500; // milliseconds of a press that opens the menu
const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "😢", "🙏", "👌"];

export class Room {
  // `phone` is {glass, person, place, do(deed, body, place), told(view), follow(url)}.
  constructor(phone) {
    this.phone = phone;
    this.log = new Log({ told: (view) => this.told(view), does: this.does(), menu: (message) => this.menu(message) });
    this.writer = new Writer({
      write: (text, reply_to) => phone.do("writes", reply_to ? { text, reply_to } : { text }),
      edit: (message, text) => phone.do("edits", { message: message.id, text }),
      press: (button) => this.press(button),
      attach: (anchor) => attach(anchor, phone.glass, (deed, body) => phone.do(deed, body), [...world.people.values()]),
      commands: (anchor) => this.commands(anchor),
      unblock: () => phone.do("unblocks"),
      start: () => phone.do("writes", { text: "/start" }),
    });
    this.pinned = make("button.pinned", { hidden: true, onclick: () => this.toPinned() });
    this.element = make("div.chat", {}, this.pinned, this.log.room, this.writer.element);
    this.listen();
  }

  // What a reader can do with a message where it stands.
  does() {
    const { phone } = this;
    return {
      now,
      write: (text) => phone.do("writes", { text }),
      press: (message, label) => phone.do("presses", { label, on: message.id }),
      look: (address, words) => look(phone.glass, address, words),
      jump: (id) => this.log.jump(id),
      react: (message, emoji) => phone.do("reacts", { message: message.id, emoji }),
      vote: (message, options) => this.vote(message, options),
      explain: (text) => pop(phone.glass, text),
      link: (url) => this.link(url),
      copy: (text) => this.copy(text),
      reads: (id) => phone.reads(id),
    };
  }

  listen() {
    const { box } = this.log;
    box.onclick = (event) => {
      const dots = event.target.closest(".dots");
      const link = event.target.closest("a[target]");
      if (dots) this.menu(dots.closest(".message"), dots);
      if (link) {
        event.preventDefault();
        this.link(link.href);
      }
    };
    box.oncontextmenu = (event) => {
      const message = event.target.closest(".message");
      if (!message) return;
      event.preventDefault();
      this.menu(message);
    };
    box.onpointerdown = (event) => {
      const message = event.target.closest(".message");
      clearTimeout(this.held);
      if (message && event.pointerType === "touch") this.held = setTimeout(() => this.menu(message), HELD);
    };
    box.onpointerup = box.onpointermove = box.onpointercancel = () => clearTimeout(this.held);
    setInterval(() => box.querySelectorAll(".live").forEach((one) => one.tick()), 1000);
  }

  async open(place) {
    this.view = null;
    this.pinned.hidden = true;
    this.writer.enter(`${place.person} ${place.chat} ${place.topic ?? ""}`);
    this.drawWriter();
    this.log.title = this.phone.title;
    await this.log.open(place);
  }

  told(view) {
    const forces = view.screen.findLast((one) => one.forces_reply && !one.mine && one.id > (this.forced ?? 0));
    const first = !this.view;
    this.view = view;
    this.phone.told(view);
    this.drawWriter();
    this.drawPinned();
    // What others write meanwhile does not close it; what its reader wrote since was an answer or none.
    if (forces && !view.screen.some((one) => one.mine && one.id > forces.id)) {
      this.forced = forces.id;
      if (!first) this.writer.reply(forces, { ...forces, kind: "text" });
    }
  }

  drawWriter() {
    const { view, phone } = this;
    const chat = phone.chat;
    const topic = view?.topics.find((one) => one.id === phone.place.topic);
    this.writer.draw({
      keyboard: view?.keyboard,
      commands: view?.commands,
      blocked: chat?.blocked ?? false,
      start: Boolean(view) && phone.place.chat > 0 && !chat?.last,
      closed: Boolean(topic?.closed) && !phone.leads(),
    });
  }

  drawPinned() {
    const pins = this.view.pinned;
    this.pinned.hidden = !pins.length;
    if (!pins.length) return;
    const at = pins.findIndex((one) => one.id === this.nextPin);
    const shown = at < 0 ? pins.length - 1 : at;
    this.shownPin = pins[shown];
    const title = pins.length > 1 ? say("pinned_many", { number: shown + 1, count: pins.length }) : say("pinned");
    this.pinned.replaceChildren(icon("pin"), make("span", {}, make("b", {}, title), make("span", {}, line(pins[shown]))));
  }

  // To the pinned message; the next press is for the one pinned before.
  async toPinned() {
    const pins = this.view.pinned;
    const at = pins.findIndex((one) => one.id === this.shownPin.id);
    await this.log.jump(this.shownPin.id);
    this.nextPin = pins.at(at - 1).id;
    this.drawPinned();
  }

  menu(element, anchor = element.querySelector(".bubble")) {
    const message = this.log.messages.find((one) => one.id === Number(element.dataset.id));
    if (!message) return;
    const { phone } = this;
    const mine = new Set(message.reactions.filter((one) => one.mine).map((one) => one.emoji));
    const signs = REACTIONS.map((emoji) => ({
      sign: emoji === "❤" ? "❤️" : emoji, label: say("react", { emoji }), checked: mine.has(emoji),
      act: () => phone.do("reacts", { message: message.id, emoji: mine.has(emoji) ? null : emoji }),
    }));
    menu(anchor, [...this.items(message)], { signs, label: say("more_on"), glass: phone.glass });
  }

  *items(message) {
    const { phone } = this;
    const act = (name, sign, deed, body = {}) => ({ label: say(name), icon: sign, act: () => phone.do(deed, { message: message.id, ...body }) });
    yield { label: say("reply"), icon: "reply", act: () => this.writer.reply(message, { ...message, kind: "text", text: short(message) }) };
    if (message.mine && message.text && !message.forwarded_from) yield { label: say("edit"), icon: "edit", act: () => this.writer.edit(message) };
    if (message.text) yield { label: say("copy"), icon: "copy", act: () => this.copy(message.text) };
    yield { label: say("forward"), icon: "forward", act: () => this.forward(message) };
    if (phone.place.chat < 0) yield act(message.pinned ? "unpin" : "pin", "pin", message.pinned ? "unpins" : "pins");
    if (message.poll?.chosen.length && !message.poll.quiz && !message.poll.closed && message.poll.revoting) yield act("retract", "poll", "retracts_vote");
    if (message.mine && message.live_until > now()) {
      yield { label: say("move_live"), icon: "place", act: () => this.move(message) };
      yield act("end_live", "close", "ends_place");
    }
    if (message.mine || phone.leads()) yield { ...act("delete", "delete", "deletes"), danger: true };
  }

  async move(message) {
    const place = await askPlace(this.phone.glass, message.location);
    if (place) await this.phone.do("moves_place", { message: message.id, ...place });
  }

  async forward(message) {
    const { phone } = this;
    const from = phone.place.chat;
    const chats = [...phone.person.chats.values()].filter((chat) => !chat.blocked);
    const to = await choose(phone.glass, say("forward_to"), "", chats.map((chat) => [chat.title, chat.id]), say("no_other"));
    if (to === null) return;
    const done = await phone.do("forwards", { message: message.id, from }, { person: phone.person.id, chat: to });
    if (done && to !== from) phone.go(to, done.forum ? 1 : null);
  }

  async vote(message, options) {
    const view = await this.phone.do("votes", { message: message.id, options });
    const explained = view?.screen.find((one) => one.id === message.id)?.poll.explanation;
    if (explained) pop(this.phone.glass, explained);
  }

  commands(anchor) {
    const listed = this.view.commands.map(({ command, description }) => ({
      label: `/${command}  ${description}`, act: () => this.phone.do("writes", { text: `/${command}` }),
    }));
    menu(anchor, listed, { label: say("commands"), glass: this.phone.glass });
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    pop(this.phone.glass, say("copied"));
  }

  // Links within Telegram are followed here, others only after a question.
  async link(url) {
    if (await this.phone.follow(url)) return;
    if (await askLink(this.phone.glass, url)) window.open(url, "_blank", "noopener,noreferrer");
  }

  async press(button) {
    const { phone } = this;
    const asked = { label: button.text };
    if (button.request_location) {
      const place = await askPlace(phone.glass);
      if (!place) return;
      asked.place = [place.latitude, place.longitude];
    }
    if (button.request_contact) {
      if (!(await askNumber(phone.glass, NUMBER))) return;
      asked.phone_number = NUMBER.replaceAll(" ", "");
    }
    await phone.do("presses", asked);
  }
}
