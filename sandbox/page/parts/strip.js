// The strip above the phones: clock, the bot's process, language, colours.

import { botRuns, moveClock, wantBot } from "../telegram.js";
import { language, say, second, speak } from "../words.js";
import { icon, make } from "./make.js";

const THEMES = ["auto", "light", "dark"];
const part = (selector) => document.querySelector(selector);

export class Strip {
  // `changed()` is called when the page is to be drawn anew.
  constructor(changed) {
    this.theme = THEMES.find((theme) => theme === localStorage.getItem("theme")) ?? "auto";
    this.offset = 0;
    this.running = null;
    for (const button of document.querySelectorAll("[data-language]")) {
      button.onclick = () => {
        speak(button.dataset.language);
        changed();
      };
    }
    for (const button of document.querySelectorAll("[data-move]")) {
      button.onclick = () => moveClock(Number(button.dataset.move)).then(changed);
    }
    part("[data-theme-switch]").onclick = () => {
      this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
      localStorage.setItem("theme", this.theme);
      this.draw();
    };
    part("[data-bot]").onclick = () => wantBot(!this.running);
    botRuns().then((bot) => bot && this.told(bot));
    setInterval(() => this.tick(), 1000);
  }

  // What the desk told of the bot's process.
  told({ running }) {
    this.running = running;
    this.draw();
  }

  // The desk's time in seconds, between two looks at it.
  now() {
    return Date.now() / 1000 + this.offset;
  }

  set(state) {
    this.offset = state.now - Date.now() / 1000;
    this.moved = state.offset;
    this.draw();
  }

  tick() {
    const ahead = this.moved ? make("small", {}, ` ${say("ahead", { time: span(this.moved) })}`) : "";
    part("[data-clock]").replaceChildren(second(this.now()), ahead);
  }

  draw() {
    document.documentElement.lang = language();
    document.documentElement.dataset.theme = this.theme;
    document.title = say("title");
    for (const group of document.querySelectorAll("[data-label]")) group.ariaLabel = say(group.dataset.label);
    for (const button of document.querySelectorAll("[data-move]")) button.textContent = say(`plus${button.dataset.move}`);
    for (const button of document.querySelectorAll("[data-language]")) button.ariaPressed = button.dataset.language === language();
    const theme = part("[data-theme-switch]");
    theme.replaceChildren(icon(`theme_${this.theme}`));
    theme.ariaLabel = theme.title = say(`theme_${this.theme}`);
    part(".bot").hidden = this.running === null;
    part(".state").textContent = say(this.running ? "runs" : "away");
    part(".state").classList.toggle("away", !this.running);
    part("[data-bot]").textContent = say(this.running ? "kill" : "again");
    this.tick();
  }
}

// Seconds as 1:05 or 2:00:20.
function span(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const [first, ...rest] = parts[0] ? parts : parts.slice(1);
  return `+${[first, ...rest.map((value) => String(value).padStart(2, "0"))].join(":")}`;
}
