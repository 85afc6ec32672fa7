// Polls and quizzes: answers to press before one has voted, bars with shares after it.

import { say } from "../words.js";
import { icon, make } from "./make.js";

// `vote(numbers)` sends one's answers, `explain(text)` shows why an answer is right.
export function poll(message, vote, explain) {
  const asked = message.poll;
  const kind = asked.closed ? "poll_closed" : `${asked.quiz ? "quiz" : "poll"}_${asked.anonymous ? "anonymous" : "public"}`;
  const whole = make("div.poll", { role: "group", "aria-label": asked.question },
    make("b.question", {}, asked.question), make("small", {}, say(kind)));
  whole.append(...(asked.counts ? results(asked) : answers(asked, vote)));
  const count = asked.total ? say("votes", { count: asked.total }) : say("votes_none");
  const foot = make("small.foot", {}, count);
  if (asked.explanation) {
    foot.append(make("button.why", { onclick: () => explain(asked.explanation) }, `💡 ${say("explanation")}`));
  }
  whole.append(foot);
  return whole;
}

function answers(asked, vote) {
  if (!asked.multiple) {
    return asked.options.map((text, number) =>
      make("button.answer", { onclick: () => vote([number]) }, make("i.dot", { "aria-hidden": true }), text));
  }
  const boxes = asked.options.map(() => make("input", { type: "checkbox" }));
  const send = make("button.vote", { disabled: true, onclick: () => vote(boxes.flatMap((box, number) => (box.checked ? [number] : []))) }, say("vote"));
  for (const box of boxes) box.onchange = () => (send.disabled = !boxes.some((one) => one.checked));
  return [...asked.options.map((text, number) => make("label.answer", {}, boxes[number], text)), send];
}

function results(asked) {
  return asked.options.map((text, number) => {
    const share = asked.total ? Math.round((asked.counts[number] / asked.total) * 100) : 0;
    const mine = asked.chosen.includes(number);
    const right = asked.right?.includes(number);
    const bar = make("div.bar-of", { "aria-hidden": true });
    bar.style.setProperty("--share", `${share}%`);
    const row = make("div.result", {}, make("span.share", {}, `${share}%`), make("span", {}, ...sign(mine, asked.quiz, right), text), bar);
    row.classList.toggle("right", Boolean(right));
    row.classList.toggle("wrong", mine && asked.quiz && !right);
    return row;
  });
}

// Right and wrong by sign and word, never by colour alone.
function sign(mine, quiz, right) {
  if (quiz && right) return [icon("check", say(mine ? "voted" : "right")), " "];
  if (quiz && mine) return [icon("close", say("wrong")), " "];
  return mine ? [icon("check", say("voted")), " "] : [];
}
