// The strip above the phones: what the clock says, the bot's process, the tools, language, colours.

import { make } from "../parts/make.js";
import { language, second, speak } from "../words.js";
import { sign } from "./signs.js";
import { say, span } from "./words.js";

const THEMES = ["auto", "light", "dark"];
const MOVES = [20, 60, 3600];

export class Strip {
  // `desk` knows the time and the bot; `changed()` is called when another language was chosen.
  constructor(header, desk, changed) {
    this.desk = desk;
    this.theme = THEMES.find((theme) => theme === localStorage.getItem("theme")) ?? "auto";
    this.time = make("output.time", { "data-clock": "", tabIndex: -1 });
    this.moves = MOVES.map((seconds) => make("button.move", { "data-move": seconds, onclick: () => desk.move(seconds) }));
    this.clock = make("div.clock", { role: "group" }, this.time, ...this.moves);
    this.state = make("span.state", { role: "status" });
    this.kill = make("button", { "data-bot": "", onclick: () => desk.wantBot(!desk.running) });
    this.bot = make("div.bot", { role: "group" }, this.state, this.kill);
    this.languages = [["en", "EN"], ["zh-Hans", "中文"]].map(([code, name]) =>
      make("button", {
        "data-language": code, lang: code, onclick: () => {
          speak(code);
          changed();
        },
      }, name));
    this.segments = make("div.segments", { role: "group" }, ...this.languages);
    this.look = make("button.round", { "data-theme-switch": "", onclick: () => this.turn() });
    this.open = make("button.round.open-tools", { "data-open-tools": "", onclick: () => desk.panel.turn() });
    const brand = make("div.brand", {},
      make("img", { src: "look/maple-bridge.svg", alt: "", width: 36, height: 36 }),
      make("p", {}, make("strong", {}, "Maple Bridge"), " ", make("span", { lang: "zh-Hans" }, "枫桥")));
    header.replaceChildren(brand, this.clock, this.bot, make("div.choices", {}, this.segments, this.look, this.open));
  }

  turn() {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    localStorage.setItem("theme", this.theme);
    this.draw();
  }

  tick() {
    const { moved } = this.desk;
    const ahead = moved ? make("small", {}, ` ${say("ahead", { time: `+${span(moved)}` })}`) : "";
    this.time.replaceChildren(second(this.desk.now()), ahead);
  }

  draw() {
    document.documentElement.lang = language();
    document.documentElement.dataset.theme = this.theme;
    document.title = say("title");
    this.clock.ariaLabel = say("desk_clock");
    this.bot.ariaLabel = say("bot");
    this.segments.ariaLabel = say("language");
    for (const button of this.moves) button.textContent = say(`by${button.dataset.move}`);
    for (const button of this.languages) button.ariaPressed = button.dataset.language === language();
    this.look.replaceChildren(sign(`theme_${this.theme}`));
    this.look.ariaLabel = this.look.title = say(`theme_${this.theme}`);
    this.open.replaceChildren(sign("tools"));
    this.open.ariaLabel = this.open.title = say("tools");
    this.open.ariaExpanded = this.desk.panel.isOpen;
    this.bot.hidden = this.desk.running === null;
    this.state.textContent = say(this.desk.running ? "runs" : "away");
    this.state.classList.toggle("away", !this.desk.running);
    this.kill.textContent = say(this.desk.running ? "kill" : "again");
    this.tick();
  }
}
