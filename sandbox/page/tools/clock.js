// The clock that can be moved, and what will happen by itself.

import { make } from "../parts/make.js";
import { second } from "../words.js";
import { calmly, look, post } from "./ask.js";
import { knows, say, span } from "./words.js";

const MOVES = [20, 60, 3600, 86400];
const UNITS = [1, 60, 3600, 86400];

export class ClockTool {
  constructor(desk) {
    this.desk = desk;
    this.due = null;
    this.body = make("section.tool");
    this.lead = make("p.lead");
    this.time = make("output.big");
    this.ahead = make("span.ahead");
    this.moves = MOVES.map((seconds) => make("button", { "data-by": seconds, onclick: () => desk.move(seconds) }));
    this.next = make("button.main", { "data-next": "", onclick: () => post("/demo/due", {}) });
    this.amount = make("input", { type: "number", min: 1, max: 100000, value: 5, required: true });
    this.unit = make("select", {}, ...UNITS.map((seconds) => make("option", { value: seconds })));
    this.unit.value = 60;
    this.go = make("button", { type: "submit" });
    this.by = make("span");
    const form = make("form.by", {}, make("label", {}, this.by, " ", this.amount), this.unit, this.go);
    form.onsubmit = (event) => {
      event.preventDefault();
      desk.move(Number(this.amount.value) * Number(this.unit.value));
    };
    this.heading = make("h2");
    this.list = make("ol.due");
    this.body.append(this.lead, make("p.reading", {}, this.time, this.ahead), make("div.moves", {}, ...this.moves), form,
      this.heading, this.list, this.next);
    this.ask = calmly(() => this.look(), 400);
  }

  get isShown() {
    return !this.body.hidden && this.body.isConnected;
  }

  opened() {
    this.ask();
  }

  // Whatever is said or pressed may make something due, or settle it.
  heard({ kind }) {
    if (this.isShown && ["clock", "changed", "log", "bot", "world"].includes(kind)) this.ask();
    if (kind === "clock") this.tick();
  }

  catchUp() {
    this.ask();
  }

  async look() {
    this.due = (await look("/demo/due"))?.due ?? null;
    this.drawDue();
  }

  tick() {
    this.time.textContent = second(this.desk.now());
    this.ahead.textContent = this.desk.moved ? say("ahead", { time: `+${span(this.desk.moved)}` }) : "";
    for (const item of this.list.querySelectorAll("[data-at]")) item.textContent = this.left(Number(item.dataset.at));
  }

  left(at) {
    const seconds = at - this.desk.now();
    return seconds > 0 ? say("in_time", { time: span(seconds) }) : say("overdue");
  }

  draw() {
    this.lead.textContent = say("clock_lead");
    for (const button of this.moves) button.textContent = say(`by${button.dataset.by}`);
    for (const option of this.unit.options) option.textContent = say(`unit${option.value}`);
    this.by.textContent = say("by");
    this.unit.ariaLabel = say("unit");
    this.go.textContent = say("go");
    this.heading.textContent = say("due");
    this.next.textContent = say("to_next");
    this.drawDue();
  }

  drawDue() {
    this.heading.hidden = this.list.hidden = this.next.hidden = this.due === null;
    const due = this.due ?? [];
    this.next.disabled = !due.some(({ at }) => at > this.desk.now());
    const items = due.map(({ kind, case: number, at }) => make("li", {},
      make("span", {}, knows(kind) ? say(kind, { case: number }) : say("something", { kind, case: number })),
      make("time", {}, second(at)), make("b", { "data-at": at }, this.left(at))));
    this.list.replaceChildren(...(items.length ? items : [make("li.nothing", {}, say("nothing_due"))]));
    this.tick();
  }
}
