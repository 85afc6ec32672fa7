// The desk: two phones, drawn from the sandbox's state anew whenever something has changed in it.

import { listen, state } from "./telegram.js";
import { hour, language, say } from "./words.js";
import { make } from "./parts/make.js";
import { Phone } from "./parts/phone.js";
import { adapter } from "./tools/adapter.js";
import { tools } from "./tools/tools.js";

const ROLES = ["resident", "officer"];
const shelf = document.querySelector(".phones");
const lost = document.querySelector(".lost");
const taken = {}; // role -> id of the person whose phone is shown
let shown = null;

let ahead = 0; // seconds that the desk's clock is ahead of this machine's

const phones = Object.fromEntries(ROLES.map((role) => [role, new Phone(
  document.querySelector(`[data-phone=${role}]`),
  (person) => {
    taken[role] = person;
    draw();
  },
)]));

for (const button of document.querySelectorAll("[data-side]")) {
  button.onclick = () => {
    shelf.dataset.shown = button.dataset.side;
    phones[button.dataset.side].enter();
    draw();
  };
}

// Who is in a group is an officer; everybody else is a resident.
function crowds() {
  const officers = shown.people.filter(({ chats }) => chats.some((chat) => chat.id < 0));
  return { officer: officers, resident: shown.people.filter((person) => !officers.includes(person)) };
}

// The first who speaks the page's language, so that a newcomer can read what the bot says.
const first = (crowd) => crowd.find((one) => language().startsWith((one.language_code ?? "").slice(0, 2))) ?? crowd[0];

function draw() {
  const crowd = crowds();
  ahead = shown.now - Date.now() / 1000;
  for (const role of ROLES) {
    const phone = phones[role];
    taken[role] ??= first(crowd[role])?.id;
    const person = crowd[role].find((one) => one.id === taken[role]);
    if (person) phone.draw(shown, person, crowd[role], role);
    phone.time.textContent = hour(Date.now() / 1000 + ahead);
    side(role, person ? phone.unreadCount : 0);
  }
}

function side(role, count) {
  const button = document.querySelector(`[data-side=${role}]`);
  button.ariaPressed = shelf.dataset.shown === role;
  button.replaceChildren(say(role), ...(count ? [make("span.badge", {}, count)] : []));
}

// One look at a time: what changes during a look is seen by the next.
let looking = false;
let again = false;
async function refresh() {
  again = true;
  if (looking) return;
  looking = true;
  try {
    while (again) {
      again = false;
      shown = await state();
      draw();
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the line is down; its return looks again
  } finally {
    looking = false;
  }
}

const roleOf = (id) => ROLES.find((role) => crowds()[role].some((person) => person.id === id));

tools.start({
  refresh,
  phones: adapter({
    crowd: (id) => crowds()[roleOf(id)],
    take: (id) => {
      const role = roleOf(id);
      taken[role] = id;
      shelf.dataset.shown = role;
      draw();
      return Object.assign(phones[role], { role });
    },
  }),
});
listen(
  (event) => {
    if (["changed", "world", "clock"].includes(event.kind)) refresh();
    if (event.kind === "toast") {
      for (const role of ROLES) if (taken[role] === event.person) phones[role].toast(event);
    }
  },
  (connected) => {
    lost.hidden = connected;
    lost.textContent = say("lost");
    if (connected) refresh();
  },
);
