// The outbox and its lanes as they drain. It is asked once a second, only while it is looked at.

import { make } from "../parts/make.js";
import { look } from "./ask.js";
import { say, span } from "./words.js";

const MARKS = 24; // messages that are drawn one by one

export class OutboxTool {
  constructor() {
    this.lanes = undefined;
    this.lead = make("p.lead");
    this.list = make("ul.lanes");
    this.body = make("section.tool", {}, this.lead, this.list);
  }

  opened() {
    this.look();
    this.asking = setInterval(() => document.hidden || this.look(), 1000);
  }

  closed() {
    clearInterval(this.asking);
  }

  async look() {
    this.lanes = (await look("/demo/outbox"))?.lanes ?? null;
    this.drawLanes();
  }

  draw() {
    this.lead.textContent = say("outbox_lead");
    this.drawLanes();
  }

  drawLanes() {
    if (this.lanes === undefined) return;
    this.list.replaceChildren(...(this.lanes ?? []).map((lane) => this.lane(lane)));
    if (!this.lanes) this.list.append(make("li.nothing", {}, say("no_outbox")));
  }

  lane({ lane, waiting, sending, sent, refused, oldest }) {
    const marks = [...Array(Math.min(waiting, MARKS))].map(() => make("i"));
    const going = [...Array(Math.min(sending, MARKS))].map(() => make("i.going"));
    const number = (name, value) => make("span", { "data-count": name }, make("b", {}, value), ` ${say(name)}`);
    const road = make("div.road", { "aria-hidden": true }, ...marks, waiting > MARKS ? `+${waiting - MARKS}` : "", make("span.gate"), ...going);
    road.classList.toggle("empty", !waiting && !sending);
    const numbers = [number("waits", waiting), number("sending", sending), number("sent", sent)];
    if (refused) numbers.push(number("refused", refused));
    const age = oldest === null ? "" : say("oldest", { time: span(oldest) });
    return make("li", { "data-lane": lane },
      make("h3", {}, say(`lane_${lane}`), make("small", {}, say(`lane_${lane}_how`))), road,
      make("p.numbers", {}, ...numbers), make("p.age", {}, age));
  }
}
