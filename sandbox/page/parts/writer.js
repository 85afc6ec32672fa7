// The line one writes on, the bot's keyboard below it, and what is answered or edited above it.

import { language, say } from "../words.js";
import { line } from "./lines.js";
import { icon, make } from "./make.js";

export class Writer {
  // `does`: write(text), edit(message, text), press(button), attach(anchor), commands(anchor), unblock(), start().
  constructor(does) {
    this.does = does;
    this.open = true;
    this.drawn = "";
    this.drafts = new Map();
    this.field = make("textarea", { rows: 1, maxLength: 4096, enterKeyHint: "send" });
    this.attach = make("button.attach", { "aria-haspopup": "menu", onclick: () => does.attach(this.attach) }, icon("attach"));
    this.slash = make("button.slash", { "aria-haspopup": "menu", onclick: () => does.commands(this.slash) }, "/");
    this.toggle = make("button.toggle", { onclick: () => this.turn() });
    this.send = make("button.send", { type: "submit" }, icon("send"));
    this.about = make("div.about", { hidden: true });
    this.form = make("form.writer", {}, this.attach, this.field, this.slash, this.toggle, this.send);
    this.instead = make("div.instead", { hidden: true });
    this.keys = make("div.keys", { role: "group" });
    // Nothing is shown before it has its words: a button without a name is nothing to whoever hears the page.
    this.element = make("div.writing", { hidden: true }, this.about, this.form, this.instead, this.keys);
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    this.field.oninput = () => this.typed();
    this.field.onkeydown = (event) => {
      // An input method's Enter chooses a character and sends nothing.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
      if (event.key === "Escape" && this.about_) this.plain();
    };
  }

  submit() {
    const text = this.field.value.trim();
    const about = this.about_;
    if (!text) return;
    this.field.value = "";
    this.plain();
    this.typed();
    if (about?.edits) this.does.edit(about.message, text);
    else this.does.write(text, about?.message.id);
  }

  // The draft of another chat.
  enter(key) {
    if (this.key) this.drafts.set(this.key, this.about_?.edits ? "" : this.field.value);
    this.key = key;
    this.plain();
    this.field.value = this.drafts.get(key) ?? "";
    this.typed();
  }

  typed() {
    this.form.classList.toggle("typed", Boolean(this.field.value));
  }

  // Write an answer to a message (a line of it: {from_, …}), or change it.
  reply(message, told) {
    this.turnTo({ message }, say("answering", { name: message.from_ }), line(told));
  }

  edit(message) {
    this.turnTo({ message, edits: true }, say("editing"), message.text);
    this.field.value = message.text;
    this.typed();
  }

  turnTo(about, title, words) {
    this.about_ = about;
    this.about.hidden = false;
    this.about.replaceChildren(icon(about.edits ? "edit" : "reply"),
      make("div", {}, make("b", {}, title), make("span", {}, words)),
      make("button", { ariaLabel: say("stop"), onclick: () => this.plain() }, icon("close")));
    this.field.focus();
  }

  plain() {
    if (this.about_?.edits) this.field.value = "";
    this.about_ = null;
    this.about.hidden = true;
  }

  // `given`: {keyboard, commands, blocked, start, closed}.
  draw(given) {
    const signature = JSON.stringify([given, this.open, language()]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.given = given;
    this.element.hidden = false;
    const markup = given.keyboard?.keyboard ? given.keyboard : null;
    this.field.placeholder = given.placeholder || markup?.input_field_placeholder || say("placeholder");
    this.field.ariaLabel = say("placeholder");
    this.send.ariaLabel = say("send");
    this.attach.ariaLabel = say("attach");
    this.slash.ariaLabel = say("commands");
    this.slash.hidden = !given.commands?.length;
    this.toggle.hidden = !markup;
    this.toggle.ariaLabel = say(this.open ? "hide_keys" : "show_keys");
    this.toggle.ariaExpanded = this.open;
    this.toggle.replaceChildren(icon(this.open ? "hide" : "keys"));
    const shut = given.blocked || given.start || given.closed;
    this.keys.hidden = !markup || !this.open || shut;
    this.keys.ariaLabel = say("keys");
    this.form.hidden = shut;
    this.instead.hidden = !shut;
    this.instead.replaceChildren(...this.insteadOf(given));
    const had = this.keys.contains(document.activeElement) && document.activeElement.textContent;
    const rows = markup?.keyboard ?? [];
    this.keys.replaceChildren(...rows.map((row) => make("div", {}, ...row.map((key) => this.key_(key)))));
    this.keys.classList.toggle("tall", Boolean(markup) && !markup.resize_keyboard);
    if (had) [...this.keys.querySelectorAll("button")].find((key) => key.textContent === had)?.focus();
  }

  insteadOf({ blocked, start, closed }) {
    if (blocked) return [make("p", {}, say("blocked")), make("button.main", { onclick: () => this.does.unblock() }, say("unblock"))];
    if (start) return [make("button.main", { onclick: () => this.does.start() }, say("start"))];
    return closed ? [make("p", {}, icon("lock"), say("topic_closed_note"))] : [];
  }

  key_(button) {
    const given = typeof button === "string" ? { text: button } : button;
    return make("button", { "data-sign": [...given.text][0], onclick: () => this.does.press(given) }, given.text);
  }

  turn() {
    this.open = !this.open;
    this.draw(this.given);
  }
}
