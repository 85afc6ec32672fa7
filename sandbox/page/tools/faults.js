// Faults at a switch, each with a word on what it means.

import { make } from "../parts/make.js";
import { calmly, get, post, remove } from "./ask.js";
import { say } from "./words.js";

const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"];
// `kind` is the sandbox's; `fixed` goes with it; `amounts` are what a tester may choose, with what is
// there at first (null: until it is switched off).
const FAULTS = [
  { name: "down", kind: "down", amounts: {} },
  { name: "busy", kind: "refuse", fixed: { code: 429 }, amounts: { retry_after: 3, count: null, method: "" } },
  { name: "fail", kind: "fail", fixed: { code: 502 }, amounts: { count: null, method: "" } },
  { name: "slow", kind: "slow", amounts: { seconds: 2, count: null, method: "" } },
  { name: "cut_before", kind: "cut_before", amounts: { count: 3, method: "" } },
  { name: "cut_after", kind: "cut_after", amounts: { count: 3, method: "sendMessage" } },
  { name: "duplicate", kind: "duplicate", amounts: { times: 2, count: null } },
  { name: "late", kind: "late", amounts: { seconds: 10, count: null } },
  { name: "disorder", kind: "disorder", fixed: { count: null }, amounts: { times: 2 } },
];

export class FaultsTool {
  constructor(desk) {
    this.desk = desk;
    this.active = [];
    this.struck = {};
    this.lead = make("p.lead");
    this.off = make("button", { "data-all-off": "", onclick: () => this.allOff() });
    this.rows = [new Killed(desk), ...FAULTS.map((fault) => new Row(fault, this))];
    this.list = make("ul.faults", {}, ...this.rows.map((row) => row.item));
    this.body = make("section.tool", {}, this.lead, this.off, this.list);
    this.redraw = calmly(() => this.drawRows(), 150);
  }

  heard(event) {
    if (event.kind === "faults") {
      this.active = event.active;
      this.struck = event.struck;
      this.redraw();
    }
    if (event.kind === "bot") this.redraw();
  }

  async catchUp() {
    this.active = await get("/sandbox/faults");
    this.redraw();
  }

  async allOff() {
    await remove("/sandbox/faults");
    if (this.desk.running === false) await this.desk.wantBot(true);
  }

  draw() {
    this.lead.textContent = say("faults_lead");
    this.off.textContent = say("all_off");
    for (const row of this.rows) row.translate();
    this.drawRows();
  }

  drawRows() {
    for (const row of this.rows) row.draw(this);
    this.off.disabled = !this.active.length && this.desk.running !== false;
  }
}

// A switch with its name and meaning, and room for amounts below.
class Switch {
  constructor(name) {
    this.name = name;
    this.title = make("b", { id: `fault-${name}` });
    this.how = make("small", { id: `fault-${name}-how` });
    this.struck = make("span.struck");
    this.switch = make("button.switch", { role: "switch", "data-fault": name, onclick: () => this.turn() });
    this.switch.setAttribute("aria-labelledby", `fault-${name}`);
    this.switch.setAttribute("aria-describedby", `fault-${name}-how`);
    this.amounts = make("div.amounts");
    this.item = make("li", {}, this.switch, make("div", {}, this.title, this.how, this.amounts, this.struck));
  }

  translate() {
    this.title.textContent = say(this.name);
    this.how.textContent = say(`${this.name}_how`);
  }

  show(on) {
    this.switch.ariaChecked = on;
    this.item.classList.toggle("on", on);
  }
}

class Killed extends Switch {
  constructor(desk) {
    super("killed");
    this.desk = desk;
  }

  turn() {
    this.desk.wantBot(!this.desk.running);
  }

  draw() {
    this.item.hidden = this.desk.running === null;
    this.show(!this.desk.running);
  }
}

class Row extends Switch {
  constructor(fault, tool) {
    super(fault.name);
    this.fault = fault;
    this.tool = tool;
    this.fields = Object.entries(fault.amounts).map(([name, value]) => {
      const field = name === "method" ? choice(value) : make("input", { type: "number", min: 1, max: 3600, value: value ?? "" });
      field.onchange = () => this.changed();
      const word = make("span");
      this.amounts.append(make("label", {}, word, field));
      return { name, field, word };
    });
  }

  // The fault of this switch, if it is on.
  get active() {
    const { kind, fixed } = this.fault;
    return this.tool.active.find((one) => one.kind === kind && (!fixed?.code || one.code === fixed.code));
  }

  translate() {
    super.translate();
    for (const { name, field, word } of this.fields) {
      const copies = name === "times" && this.fault.kind === "duplicate";
      word.textContent = say(copies ? "amount_copies" : `amount_${name}`);
      if (name === "count") field.placeholder = say("until_off");
      if (name === "method") field.options[0].textContent = say("every_call");
    }
  }

  draw({ struck }) {
    const count = struck[this.fault.kind];
    this.show(Boolean(this.active));
    this.struck.textContent = count ? say("struck", { count }) : "";
  }

  turn() {
    return this.active ? remove(`/sandbox/faults?id=${this.active.id}`) : this.on();
  }

  on() {
    const chosen = this.fields
      .filter(({ field }) => field.value !== "")
      .map(({ name, field }) => [name, name === "method" ? field.value : Number(field.value)]);
    // Without a count it goes on until it is switched off.
    return post("/sandbox/faults", { kind: this.fault.kind, count: null, ...this.fault.fixed, ...Object.fromEntries(chosen) });
  }

  async changed() {
    if (!this.active) return;
    await remove(`/sandbox/faults?id=${this.active.id}`);
    await this.on();
  }
}

function choice(value) {
  const options = ["", ...METHODS].map((method) => make("option", { value: method }, method));
  const field = make("select", {}, ...options);
  field.value = value;
  return field;
}
