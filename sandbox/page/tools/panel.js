// The panel of tools: a tab for each, one open at a time; a sheet on a small screen.

import { make } from "../parts/make.js";
import { sign } from "./signs.js";
import { say } from "./words.js";

const WIDE = matchMedia("(min-width: 1121px)");

export class Panel {
  // `tabs` are [name, tool]; a tool has `body`, `draw()`, and may have `opened()` and `closed()`.
  constructor(aside, tabs, changed) {
    this.aside = aside;
    this.tools = new Map(tabs);
    this.changed = changed;
    this.shown = null;
    this.isOpen = false;
    this.tabs = tabs.map(([name]) => make("button.tab", {
      id: `tab-${name}`, role: "tab", "data-tab": name, "aria-controls": `tool-${name}`, onclick: () => this.show(name),
    }));
    this.list = make("div.tabs", { role: "tablist" }, ...this.tabs);
    this.list.onkeydown = (event) => this.along(event);
    this.away = make("button.away-with", { "data-close-tools": "", onclick: () => this.turn() }, sign("close"));
    for (const [name, tool] of tabs) {
      Object.assign(tool.body, { id: `tool-${name}`, role: "tabpanel", tabIndex: 0, hidden: true });
      tool.body.setAttribute("aria-labelledby", `tab-${name}`);
    }
    const bodies = tabs.map(([, tool]) => tool.body);
    aside.replaceChildren(make("div.top", {}, this.list, this.away), ...bodies);
    aside.onkeydown = (event) => {
      if (event.key === "Escape" && !WIDE.matches) this.turn();
    };
    aside.hidden = true;
    this.last = tabs[0][0];
    if (WIDE.matches) this.show(this.last);
  }

  // Open what was open last, or close.
  turn() {
    if (this.isOpen) this.hide();
    else this.show(this.last).focus();
  }

  // Out of the phones' way, where it lies over them.
  giveWay() {
    if (this.isOpen && !WIDE.matches) this.hide();
  }

  hide() {
    this.tools.get(this.shown)?.closed?.();
    const inside = this.aside.contains(document.activeElement);
    this.shown = null;
    this.isOpen = false;
    this.aside.hidden = true;
    this.changed();
    if (inside) document.querySelector("[data-open-tools]").focus();
  }

  show(name) {
    if (this.shown !== name) this.tools.get(this.shown)?.closed?.();
    this.last = this.shown = name;
    this.isOpen = true;
    this.aside.hidden = false;
    for (const [other, { body }] of this.tools) body.hidden = other !== name;
    this.draw();
    this.tools.get(name).opened?.();
    this.changed();
    return this.tabs.find((tab) => tab.dataset.tab === name);
  }

  along(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.indexOf(document.activeElement);
    this.show(this.tabs[(at + step + this.tabs.length) % this.tabs.length].dataset.tab).focus();
  }

  draw() {
    this.aside.ariaLabel = this.list.ariaLabel = say("tools");
    this.away.ariaLabel = this.away.title = say("close");
    for (const tab of this.tabs) {
      const selected = tab.dataset.tab === this.shown;
      tab.textContent = say(tab.dataset.tab);
      tab.ariaSelected = selected;
      tab.tabIndex = selected ? 0 : -1;
    }
    this.tools.get(this.shown)?.draw();
  }
}
