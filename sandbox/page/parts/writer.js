// The line one writes on, and the bot's keyboard below it.

import { icon, make } from "./make.js";
import { language, say } from "../words.js";

export class Writer {
  // `write(text)` sends a text, `press(button)` a key of the bot's keyboard.
  constructor(write, press) {
    this.press = press;
    this.open = true;
    this.drawn = "";
    this.field = make("textarea", { rows: 1, maxLength: 4096, enterKeyHint: "send" });
    this.toggle = make("button", { onclick: () => this.turn() });
    this.send = make("button.send", { type: "submit" }, icon("send"));
    this.form = make("form.writer", {}, this.field, this.toggle, this.send);
    this.keys = make("div.keys", { role: "group" });
    this.form.onsubmit = (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      this.field.value = "";
      if (text) write(text);
    };
    this.field.onkeydown = (event) => {
      // An input method's Enter chooses a character and sends nothing.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    };
  }

  draw(markup) {
    const signature = JSON.stringify([markup, this.open, language()]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.field.placeholder = markup?.input_field_placeholder || say("placeholder");
    this.field.ariaLabel = say("placeholder");
    this.send.ariaLabel = say("send");
    this.toggle.hidden = !markup;
    this.toggle.ariaLabel = say(this.open ? "hide_keys" : "show_keys");
    this.toggle.ariaExpanded = this.open;
    this.toggle.replaceChildren(icon(this.open ? "hide" : "keys"));
    this.keys.hidden = !markup || !this.open;
    this.keys.ariaLabel = say("keys");
    const had = this.keys.contains(document.activeElement) && document.activeElement.textContent;
    const rows = markup?.keyboard ?? [];
    this.keys.replaceChildren(...rows.map((row) => make("div", {}, ...row.map((key) => this.key(key)))));
    if (had) [...this.keys.querySelectorAll("button")].find((key) => key.textContent === had)?.focus();
    this.markup = markup;
  }

  key(button) {
    return make("button", { "data-sign": [...button.text][0], onclick: () => this.press(button) }, button.text);
  }

  turn() {
    this.open = !this.open;
    this.draw(this.markup);
  }
}
