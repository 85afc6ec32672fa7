// The tools around the phones, for who trains officers, shows a city what it gets, or tests:
// clock, faults, log of calls, outbox, and stories that play by themselves.

import { listen } from "../telegram.js";
import { ClockTool } from "./clock.js";
import { FaultsTool } from "./faults.js";
import { LogTool } from "./log.js";
import { OutboxTool } from "./outbox.js";
import { Panel } from "./panel.js";
import { StoryTool } from "./story.js";
import { Strip } from "./strip.js";
import { get, look, post } from "./ask.js";

// What the tools know together: the time here, and whether the bot runs (null: it has no process here).
class Desk {
  constructor(refresh, phones) {
    this.ahead = 0;
    this.moved = 0;
    this.running = null;
    this.strip = new Strip(document.querySelector("[data-tools]"), this, () => {
      this.draw();
      refresh();
    });
    this.tabs = [
      ["story", new StoryTool(this, phones)],
      ["clock", new ClockTool(this)],
      ["faults", new FaultsTool(this)],
      ["log", new LogTool()],
      ["outbox", new OutboxTool()],
    ];
    this.panel = { isOpen: false }; // while it is being built
    this.panel = new Panel(document.querySelector("[data-tools-panel]"), this.tabs, () => this.strip.draw());
    this.draw();
    setInterval(() => this.tick(), 1000);
  }

  now() {
    return Date.now() / 1000 + this.ahead;
  }

  move(seconds) {
    return post("/sandbox/clock", { move: seconds });
  }

  wantBot(running) {
    return post("/demo/bot", { running });
  }

  // Whatever may have been missed.
  async catchUp() {
    const [bot, state] = await Promise.all([look("/demo/bot"), get("/sandbox/state")]);
    this.heard({ kind: "clock", now: state.now, offset: state.offset });
    if (bot) this.heard({ kind: "bot", ...bot });
    for (const [, tool] of this.tabs) tool.catchUp?.(state);
  }

  heard(event) {
    if (event.kind === "clock") {
      this.ahead = event.now - Date.now() / 1000;
      this.moved = event.offset;
      this.strip.draw();
    }
    if (event.kind === "bot") {
      this.running = event.running;
      this.strip.draw();
    }
    for (const [, tool] of this.tabs) tool.heard?.(event);
  }

  tick() {
    this.strip.tick();
    for (const [, tool] of this.tabs) tool.tick?.();
  }

  draw() {
    this.strip.draw();
    this.panel.draw();
    for (const [, tool] of this.tabs) tool.translated?.();
  }
}

export const tools = {
  // `refresh()` draws the page anew; `phones` are shown, pressed and written on by the stories.
  start({ refresh, phones }) {
    const desk = new Desk(refresh, phones);
    listen((event) => desk.heard(event), (connected) => connected && desk.catchUp().catch(() => {}));
  },
};
