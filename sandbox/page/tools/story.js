// The stories that play by themselves, and the few steps with which a newcomer tries it themselves.

import { make } from "../parts/make.js";
import { get, look } from "./ask.js";
import { Player } from "./player.js";
import { sign } from "./signs.js";
import { STORIES } from "./stories/stories.js";
import { say, spoken } from "./words.js";

// The bot's calls that show that a step was done; signs stand in them in every language.
const DONE = [
  ({ method, parameters: { chat_id: chat, text } }) => method === "sendMessage" && chat < 0 && /^🆘/u.test(text),
  ({ parameters: { chat_id: chat, text } }) => chat < 0 && /✋/u.test(text) && !/⏳/u.test(text),
  ({ method, parameters: { chat_id: chat, text } }) => method === "sendMessage" && chat > 0 && /^✋/u.test(text),
];

export class StoryTool {
  constructor(desk, phones) {
    this.player = new Player(desk, phones);
    this.player.changed = () => this.drawStories();
    this.commands = null;
    this.step = 0;
    this.claim = make("h1");
    this.lead = make("p.lead");
    this.storiesHead = make("h2");
    this.stories = make("ul.stories");
    this.tryHead = make("h2");
    this.steps = make("ol.steps");
    this.moreHead = make("h2");
    this.more = make("ul.more");
    this.body = make("section.tool.guide", {}, this.claim, this.lead, this.storiesHead, this.stories,
      this.tryHead, this.steps, this.moreHead, this.more);
  }

  heard(event) {
    this.player.heard(event);
    if (event.kind === "log") {
      this.saw(event.call);
      if (event.call.method === "setMyCommands") this.catchUp();
    }
  }

  // What the bot can do, and what was tried already.
  async catchUp() {
    const [commands, { calls }] = await Promise.all([look("/demo/commands"), get("/sandbox/log?last=1000")]);
    this.commands = new Set(commands?.commands);
    for (const call of calls) this.saw(call);
    this.draw();
  }

  saw(call) {
    if (this.step === DONE.length || !call.answer.ok || !call.parameters.text) return;
    if (!DONE[this.step](call)) return;
    this.step += 1;
    this.drawSteps();
  }

  translated() {
    this.player.draw();
  }

  draw() {
    this.claim.textContent = say("claim");
    this.lead.textContent = say("lead");
    this.storiesHead.textContent = say("stories");
    this.tryHead.textContent = say("try");
    this.moreHead.textContent = say("more");
    this.more.replaceChildren(...[1, 2, 3, 4].map((number) => make("li", {}, say(`more${number}`))));
    this.drawStories();
    this.drawSteps();
  }

  // Only what this bot has: a story is offered when the command that it begins with is there.
  drawStories() {
    const had = this.stories.contains(document.activeElement) && document.activeElement.dataset.story;
    const offered = STORIES.filter((story) => this.commands?.has(story.begins));
    this.storiesHead.hidden = !offered.length;
    this.stories.replaceChildren(...offered.map((story) => {
      const playing = this.player.story === story;
      const button = make("button", { "data-story": story.id, onclick: () => this.player.begin(story) },
        sign("play"), make("span", {}, make("b", {}, spoken(story.title)), make("small", {}, spoken(story.about))));
      if (playing) button.setAttribute("aria-current", true);
      return make("li", {}, button);
    }));
    if (had) this.stories.querySelector(`[data-story="${had}"]`)?.focus();
  }

  drawSteps() {
    const steps = ["step1", "step2", "step3"].map((name, index) => {
      const state = index < this.step ? "done" : index === this.step ? "now" : "next";
      const mark = make("span.mark", { "aria-hidden": true }, state === "done" ? "✓" : index + 1);
      const item = make(`li.${state}`, {}, mark, say(name));
      if (state === "now") item.setAttribute("aria-current", "step");
      return item;
    });
    const end = this.step === steps.length;
    if (end) steps.push(make("li.now", {}, make("span.mark", { "aria-hidden": true }, "✓"), say("done")));
    this.steps.replaceChildren(...steps);
  }
}
