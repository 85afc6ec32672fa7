// Plays a story on the phones: what it says stands in a bar of subtitles, with the keys of a player.

import { make } from "../parts/make.js";
import { get, post } from "./ask.js";
import { Cast, labels } from "./cast.js";
import { sign } from "./signs.js";
import { say, spoken } from "./words.js";

const SPEEDS = [0.5, 1, 2, 10];
const LOOK = 1600; // milliseconds a finger points before it presses
const READ = { en: 62, zh: 190 }; // milliseconds a sign takes to be read
const LEAST = 2600;

class OverError extends Error {}

export class Player {
  constructor(desk, phones) {
    this.desk = desk;
    this.phones = phones;
    this.speed = 1;
    this.story = null;
    this.run = null;
    this.title = make("b");
    this.at = make("small");
    this.words = make("p", { role: "status" });
    this.first = make("button.round", { "data-player": "first", onclick: () => this.begin(this.story) }, sign("first"));
    this.play = make("button.round.main", { "data-player": "play", onclick: () => this.turn() });
    this.next = make("button.round", { "data-player": "next", onclick: () => this.skip() }, sign("next"));
    this.leave = make("button.round", { "data-player": "leave", onclick: () => this.end() }, sign("close"));
    this.rate = make("select", { "data-player": "speed", onchange: () => this.hurry() },
      ...SPEEDS.map((speed) => make("option", { value: speed }, `${speed}×`)));
    this.rate.value = 1;
    const keys = make("div.keys-of-player", {}, this.first, this.play, this.next, this.rate, this.leave);
    this.bar = make("section.subtitles", { hidden: true }, make("div.said", {}, make("div", {}, this.title, this.at), this.words), keys);
    document.querySelector("main").before(this.bar);
  }

  heard({ kind }) {
    if (kind === "changed" || kind === "bot") this.run?.cast?.changed();
  }

  // From its first step, whatever is being played.
  begin(story) {
    this.run?.wake?.();
    this.story = story;
    const run = this.run = { paused: false, step: 0, over: false, hasKilled: this.run?.hasKilled };
    this.bar.hidden = false;
    this.desk.panel.giveWay();
    this.draw();
    this.playing(run).catch((error) => {
      if (run !== this.run || error instanceof OverError) return;
      run.over = true;
      this.speak(say("missed", { why: error.message }));
      this.draw();
    });
  }

  end() {
    const killed = this.run?.hasKilled && this.desk.running === false;
    this.run?.wake?.();
    this.run = this.story = null;
    this.bar.hidden = true;
    this.phones.point(null);
    if (killed) this.desk.wantBot(true);
    this.changed?.();
  }

  turn() {
    if (this.run.over) {
      this.begin(this.story);
      return;
    }
    this.run.paused = !this.run.paused;
    this.run.wake?.();
    this.draw();
  }

  skip() {
    if (this.run.over) return;
    this.run.skips = true;
    this.run.paused = false;
    this.run.wake?.();
    this.draw();
  }

  hurry() {
    this.speed = Number(this.rate.value);
    this.run?.wake?.();
  }

  draw() {
    const run = this.run;
    if (!run) return;
    const running = !run.paused && !run.over;
    this.title.textContent = spoken(this.story.title);
    this.at.textContent = say("step_of", { at: Math.min(run.step + 1, this.story.steps.length), all: this.story.steps.length });
    this.bar.ariaLabel = say("player");
    this.play.replaceChildren(sign(running ? "pause" : "play"));
    this.play.ariaLabel = this.play.title = say(running ? "pause" : run.over ? "play" : "go_on");
    for (const [key, word] of [[this.first, "restart"], [this.next, "next"], [this.leave, "leave"]]) {
      key.ariaLabel = key.title = say(word);
    }
    this.rate.ariaLabel = say("speed");
    this.next.disabled = run.over;
    this.bar.dataset.over = run.over;
    if (run.says) this.words.textContent = run.says();
    this.changed?.();
  }

  speak(says) {
    this.run.says = typeof says === "function" ? says : () => says;
    this.words.textContent = this.run.says();
  }

  async playing(run) {
    this.speak(() => say("preparing"));
    run.cast = new Cast(await get("/sandbox/state"));
    if (!run.cast.isComplete) throw new Error("nobody is here to play it");
    if (this.desk.running === false) await this.bot(run, true);
    await this.clear(run);
    await run.cast.mark("resident", "bot");
    await run.cast.mark("officer", "alarms");
    await this.open(run, "officer", "alarms");
    await this.open(run, "resident", "bot");
    for (const [index, step] of this.story.steps.entries()) {
      this.check(run);
      if (step.unless && (await run.cast.has({ who: step.who, key: step.unless }))) continue;
      run.step = index;
      run.skips = false;
      this.speak(() => spoken(step));
      this.draw();
      await this.step(run, step);
    }
    run.over = true;
    this.phones.point(null);
    this.speak(() => say("the_end"));
    this.draw();
  }

  async step(run, step) {
    const { who, where = "bot" } = step;
    if (who) await this.open(run, who, where);
    const began = Date.now();
    const waits = [step.wait ?? []].flat();
    if (waits[0]?.who === "resident") await run.cast.mark("resident", "bot");
    if (step.press) await this.press(run, step);
    else if (step.write || step.place || "bot" in step) await this.beat(run, () => LOOK);
    if (step.write) await this.phones.write(run.cast.person(who), spoken(step.write));
    if (step.place) {
      const [latitude, longitude] = step.place;
      await post(`/sandbox/people/${run.cast.person(who)}/chats/${run.cast.chat(where)}/shares_place`, { latitude, longitude });
    }
    if ("bot" in step) await this.bot(run, step.bot);
    if (waits.length) await this.comes(run, waits.map((wait) => ({ where: "bot", ...wait })));
    await this.beat(run, () => Math.max(LEAST, time(step)) - (Date.now() - began) * this.speed);
  }

  // The finger rests on the button before it presses, so that everybody sees which.
  async press(run, { who, where = "bot", press }) {
    const person = run.cast.person(who);
    const label = await run.cast.until(() => run.cast.label(who, where, press), () => run !== this.run);
    this.check(run);
    if (!label) throw new Error(press.en ? spoken(press) : [press].flat()[0]);
    this.phones.point(person, label);
    await this.beat(run, () => LOOK);
    this.phones.point(null);
    await this.phones.press(person, label);
  }

  async comes(run, waits) {
    const [wait] = waits;
    const has = async () => (await Promise.all(waits.map((one) => run.cast.has(one)))).some(Boolean);
    const came = await run.cast.until(has, () => run !== this.run);
    this.check(run);
    if (!came) throw new Error(wait.text ?? [wait.button ?? wait.key].flat()[0]);
    await this.open(run, wait.who, wait.where);
  }

  async bot(run, running) {
    run.hasKilled ||= !running;
    await this.desk.wantBot(running);
    await run.cast.until(() => this.desk.running === running, () => run !== this.run);
    this.check(run);
  }

  open(run, who, where) {
    return this.phones.open(run.cast.person(who), run.cast.chat(where));
  }

  // What an earlier alarm left open is closed, so that the story begins on a quiet desk.
  async clear(run) {
    for (const name of ["✋", "✅"]) {
      for (const officer of run.cast.officers) {
        const path = `/sandbox/people/${officer.id}/chats/${run.cast.alarms}`;
        const { screen } = await get(path);
        for (const message of screen) {
          const label = labels(message).find((one) => one.startsWith(name));
          if (label) await post(`${path}/presses`, { label, on: message.id });
        }
        const isQuiet = async () => !(await get(path)).screen.flatMap(labels).some((one) => one.startsWith(name));
        if (name === "✋" || officer === run.cast.officers.at(-1)) await run.cast.until(isQuiet, () => run !== this.run);
        this.check(run);
      }
    }
  }

  // A while, at the speed that is chosen; a pause lengthens it, "next" ends it.
  async beat(run, milliseconds) {
    let left = milliseconds();
    while (run === this.run && !run.skips && (left > 0 || run.paused)) {
      const began = performance.now();
      await new Promise((wake) => {
        run.wake = wake;
        if (!run.paused) setTimeout(wake, left / this.speed);
      });
      if (!run.paused) left -= (performance.now() - began) * this.speed;
    }
    this.check(run);
  }

  check(run) {
    if (run !== this.run) throw new OverError();
  }
}

const time = (step) => (spoken(step) === step.en ? step.en.length * READ.en : step.zh.length * READ.zh);
