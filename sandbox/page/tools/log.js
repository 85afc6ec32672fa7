// The log of calls, newest first. However many there are, only the rows before the eyes are elements.

import { make } from "../parts/make.js";
import { second } from "../words.js";
import { get } from "./ask.js";
import { sign } from "./signs.js";
import { say } from "./words.js";

const KEPT = 10000;
const FIRST = 1000; // calls that are fetched when the page is opened
const ROW = 46; // pixels, as in tools.css
const MORE = 6; // rows beyond the edges

export class LogTool {
  constructor() {
    this.calls = []; // oldest first
    this.held = []; // what came while it was paused
    this.number = 0;
    this.paused = false;
    this.chosen = null;
    this.wanted = false;
    this.lead = make("p.lead");
    this.method = make("select", { onchange: () => this.again() }, make("option", { value: "" }));
    this.methods = new Set();
    this.bad = make("input", { type: "checkbox", onchange: () => this.again() });
    this.badWord = make("span");
    this.pause = make("button.round", { "data-pause-log": "", onclick: () => this.turn() });
    this.count = make("p.count", { role: "status" });
    this.space = make("div.space");
    this.rows = make("ol.rows");
    this.scroll = make("div.scroll", { tabIndex: 0, onscroll: () => this.soon() }, this.space, this.rows);
    this.details = make("div.details", { hidden: true, tabIndex: -1 });
    const bar = make("div.filters", {}, this.method, make("label", {}, this.bad, this.badWord), this.pause);
    this.body = make("section.tool.log-tool", {}, this.lead, bar, this.count, this.scroll, this.details);
  }

  heard({ kind, call }) {
    if (kind !== "log") return;
    if (this.paused) {
      this.held.push(this.read(call));
      this.held.splice(0, this.held.length - KEPT);
    } else this.add([this.read(call)]);
    this.soon();
  }

  // What happened before the page was opened, or while its line was down.
  async catchUp() {
    const { calls } = await get(`/sandbox/log?last=${FIRST}`);
    const known = new Set(this.calls.map(({ at, method }) => `${at} ${method}`));
    this.add(calls.filter(({ at, method }) => !known.has(`${at} ${method}`)).map((call) => this.read(call)));
    this.calls.sort((a, b) => a.at - b.at);
    this.soon();
  }

  read(call) {
    this.number += 1;
    return { ...call, number: this.number, isBad: !call.answer.ok || call.breaches.length > 0 };
  }

  add(calls) {
    for (const call of calls) {
      this.calls.push(call);
      if (!this.methods.has(call.method)) {
        this.methods.add(call.method);
        this.method.append(make("option", { value: call.method }, call.method));
      }
    }
    this.calls.splice(0, this.calls.length - KEPT);
    // Whoever reads further down stays where they are.
    const fresh = calls.filter((call) => this.fits(call)).length;
    if (this.scroll.scrollTop > ROW) this.scroll.scrollTop += fresh * ROW;
    this.found = null;
  }

  fits(call) {
    return (!this.method.value || call.method === this.method.value) && (!this.bad.checked || call.isBad);
  }

  turn() {
    this.paused = !this.paused;
    if (!this.paused) this.add(this.held.splice(0));
    this.draw();
  }

  again() {
    this.found = null;
    this.scroll.scrollTop = 0;
    this.drawRows();
  }

  opened() {
    this.drawRows();
  }

  // At the next frame, however much comes until then.
  soon() {
    if (this.wanted || this.body.hidden) return;
    this.wanted = true;
    requestAnimationFrame(() => {
      this.wanted = false;
      this.drawRows();
    });
  }

  draw() {
    this.lead.textContent = say("log_lead");
    this.method.ariaLabel = say("method");
    this.method.options[0].textContent = say("all_methods");
    this.badWord.textContent = say("only_bad");
    this.scroll.ariaLabel = say("log");
    this.pause.replaceChildren(sign(this.paused ? "play" : "pause"));
    this.pause.ariaLabel = this.pause.title = say(this.paused ? "go_on" : "pause");
    this.drawRows();
    if (this.chosen) this.drawDetails();
  }

  drawRows() {
    this.found ??= this.calls.filter((call) => this.fits(call)).reverse();
    const { found } = this;
    this.count.textContent = this.paused && this.held.length
      ? say("paused", { count: this.held.length })
      : say("calls", { count: found.length });
    const focused = document.activeElement?.closest?.("[data-call]")?.dataset.call;
    this.space.style.height = `${found.length * ROW}px`;
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - MORE);
    const last = first + Math.ceil(this.scroll.clientHeight / ROW) + 2 * MORE;
    this.rows.style.translate = `0 ${first * ROW}px`;
    this.rows.replaceChildren(...found.slice(first, last).map((call, index) => this.row(call, first + index, found.length)));
    if (!found.length) this.rows.append(make("li.nothing", {}, say("no_calls")));
    if (focused) this.rows.querySelector(`[data-call="${focused}"]`)?.focus({ preventScroll: true });
  }

  row(call, index, all) {
    const { method, parameters, answer, breaches } = call;
    const verdict = make("span.verdict", { title: verdictOf(call) }, breaches.length ? `✗ ${breaches.length}` : "✓");
    verdict.classList.toggle("bad", breaches.length > 0);
    const button = make("button", { "data-call": call.number, onclick: () => this.choose(call) },
      make("time", {}, second(call.at)), make("b", {}, method), make("span.to", {}, parameters.chat_id ?? ""),
      verdict, make("span.said", {}, answer.ok ? say("is_ok") : `${answer.error_code} ${answer.description}`));
    button.classList.toggle("refused", !answer.ok);
    button.ariaExpanded = this.chosen?.number === call.number;
    return make("li", { "aria-posinset": index + 1, "aria-setsize": all }, button);
  }

  choose(call) {
    this.chosen = this.chosen?.number === call.number ? null : call;
    this.details.hidden = !this.chosen;
    if (this.chosen) this.drawDetails();
    this.drawRows();
  }

  drawDetails() {
    const { method, parameters, answer, breaches } = this.chosen;
    const close = make("button.round", { ariaLabel: say("close"), onclick: () => this.choose(this.chosen) }, sign("close"));
    const list = breaches.length ? make("ul", {}, ...breaches.map((breach) => make("li", {}, breach))) : say("fine");
    this.details.ariaLabel = say("details", { method });
    this.details.replaceChildren(make("h3", {}, method, close),
      make("h4", {}, say("verdict")), make("div.breaches", {}, breaches.length ? "" : "✓ ", list),
      make("h4", {}, say("parameters")), make("pre", { tabIndex: 0 }, pretty(parameters)),
      make("h4", {}, say("answer")), make("pre", { tabIndex: 0 }, pretty(answer)));
  }
}

const pretty = (value) => JSON.stringify(value, null, 2);
const verdictOf = ({ breaches }) => (breaches.length ? say("breach", { count: breaches.length }) : say("fine"));
