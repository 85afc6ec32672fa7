// Messages as bubbles. A message that has not changed keeps its element, so nothing flickers.

import { hued, icon, make } from "./make.js";
import { marked } from "./entities.js";
import { tile } from "./map.js";
import { day, hour, language, say } from "../words.js";

export class Bubbles {
  // `write(text)` and `press(message, label)` are what a reader does with a message.
  constructor(write, press) {
    this.log = make("div.log", { role: "log", "aria-live": "polite", tabIndex: 0 });
    this.write = write;
    this.press = press;
    this.shown = new Map();
  }

  // Another chat: begin with an empty log.
  clear() {
    this.log.replaceChildren();
    this.shown.clear();
  }

  // Bring the log to this screen. `unread` is the last message seen before the chat was opened.
  draw(screen, { grouped, unread, fresh }) {
    const wanted = [];
    let date = "";
    let marked_ = false;
    screen.forEach((message, index) => {
      if (day(message.date) !== date) {
        date = day(message.date);
        wanted.push(this.kept(`day ${date}`, date, () => make("span.day", {}, date)));
      }
      if (!marked_ && unread !== null && message.id > unread && !message.mine) {
        marked_ = true;
        wanted.push(this.kept("unread", language(), () => make("span.unread", {}, say("unread"))));
      }
      const before = screen[index - 1];
      const named = grouped && !message.mine && before?.from_ !== message.from_;
      const signature = JSON.stringify([message, named, language()]);
      const build = () => this.bubble(message, screen, named, message.id > fresh);
      wanted.push(this.kept(message.id, signature, build));
    });
    if (!screen.length) {
      wanted.push(this.kept("silence", language(), () => make("p.silence", {}, say("nothing"))));
    }
    this.settle(wanted);
  }

  kept(key, signature, build) {
    const known = this.shown.get(key);
    if (known?.signature === signature) return { key, ...known };
    const element = build();
    element.classList.toggle("changed", Boolean(known));
    const focused = known?.element.contains(document.activeElement) && document.activeElement;
    return { key, signature, element, was: known?.element, label: focused?.textContent };
  }

  settle(wanted) {
    this.shown = new Map();
    const keep = new Set(wanted.map((one) => one.element));
    for (const one of wanted) {
      if (one.was) {
        one.was.replaceWith(one.element);
        // The reader's finger stays where it was, if its button is still there.
        if (one.label) {
          const buttons = [...one.element.querySelectorAll("button")];
          (buttons.find((button) => button.textContent === one.label) ?? this.log).focus();
        }
      }
      this.shown.set(one.key, { signature: one.signature, element: one.element });
    }
    for (const child of [...this.log.children]) if (!keep.has(child)) child.remove();
    wanted.forEach(({ element }, index) => {
      if (this.log.children[index] !== element) this.log.insertBefore(element, this.log.children[index]);
    });
  }

  bubble(message, screen, named, fresh) {
    const bubble = make("div.bubble");
    if (named) bubble.append(hued(make("b.from", {}, message.from_), message.from_));
    const answered = screen.find((other) => other.id === message.reply_to);
    if (answered) bubble.append(make("span.quote", {}, answered.text || say("place")));
    if (message.location) bubble.append(tile(message.location));
    if (message.contact) bubble.append(say("contact", { number: message.contact.phone_number }));
    bubble.append(marked(message.text, message.entities, this.write), this.meta(message));
    const whole = make("article.message", {}, bubble);
    whole.classList.toggle("mine", message.mine);
    whole.classList.toggle("fresh", fresh);
    if (message.buttons.length) {
      whole.classList.add("keyed");
      whole.append(this.below(message));
    }
    return whole;
  }

  meta(message) {
    const meta = make("span.meta");
    if (!message.sounded) meta.append(icon("bell_off", say("silent")));
    if (message.edited) meta.append(say("edited"), " ");
    meta.append(make("time", {}, hour(message.date)));
    return meta;
  }

  below(message) {
    const row = (labels) => make("div", {}, ...labels.map((label) => this.key(message, label)));
    return make("div.below", {}, ...message.buttons.map(row));
  }

  key(message, label) {
    const button = make("button", { "data-sign": [...label][0] }, label);
    button.onclick = async () => {
      button.setAttribute("aria-busy", true);
      await this.press(message, label);
      button.removeAttribute("aria-busy");
    };
    return button;
  }
}
