// A few steps that walk a newcomer over the bridge; each ticks itself when it has happened.

import { make } from "./make.js";
import { say } from "../words.js";

// How many steps have been done, told from the signs that stand on the phones in every language.
export function progress(residents, officers) {
  const some = (people, groups, test) =>
    people.some(({ chats }) => chats.some((chat) => chat.id < 0 === groups && chat.screen.some(test)));
  const done = [
    some(residents, false, ({ mine, text }) => mine && /^(🆘|🤫)/u.test(text)),
    some(officers, true, ({ text }) => text.includes("✋")),
    some(residents, false, ({ mine, text }) => !mine && text.includes("✋")),
  ];
  const open = done.indexOf(false);
  return open < 0 ? done.length : open;
}

export function drawGuide(guide, step) {
  const steps = ["step1", "step2", "step3"].map((name, index) => {
    const state = index < step ? "done" : index === step ? "now" : "next";
    const mark = make("span.mark", { "aria-hidden": true }, state === "done" ? "✓" : index + 1);
    const item = make(`li.${state}`, {}, mark, say(name));
    if (state === "now") item.setAttribute("aria-current", "step");
    return item;
  });
  const end = step === steps.length;
  if (end) steps.push(make("li.now", {}, make("span.mark", { "aria-hidden": true }, "✓"), say("done")));
  const more = [1, 2, 3, 4].map((number) => make("li", {}, say(`more${number}`)));
  guide.replaceChildren(
    make("h1", {}, say("claim")), make("p.lead", {}, say("lead")),
    make("h2", {}, say("try")), make("ol.steps", {}, ...steps),
    make("h2", {}, say("more")), make("ul.more", {}, ...more),
  );
  document.body.dataset.step = step;
}
