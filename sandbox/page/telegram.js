// The sandbox over HTTP: what there is, what people do, and every change as it happens.

async function ask(path, { method = "GET", body } = {}) {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: body && !form ? { "Content-Type": "application/json" } : {},
    body: body && !form ? JSON.stringify(body) : body,
  });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ error: answer.statusText }));
    throw new Error(told.error);
  }
  return answer.json();
}

const asked = (given) => {
  const known = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return known.length ? `?${new URLSearchParams(known)}` : "";
};
const chatPath = ({ person, chat }) => `/sandbox/people/${person}/chats/${chat}`;

export const state = () => ask("/sandbox/state");

// A chat as a person sees it. `place` is {person, chat, topic}; `page` is {before, after, last}.
export const view = (place, page = {}) => ask(chatPath(place) + asked({ topic: place.topic, ...page }));

// A person does something there: writes, presses, sends_photo … Gives the newest part of the chat.
export const act = (place, deed, body = {}) =>
  ask(`${chatPath(place)}/${deed}${asked({ topic: place.topic })}`, { method: "POST", body });

export const join = (person, link) => ask(`/sandbox/people/${person}/joins`, { method: "POST", body: { link } });
export const addPerson = (body) => ask("/sandbox/people", { method: "POST", body });
export const changePerson = (person, body) => ask(`/sandbox/people/${person}`, { method: "PATCH", body });
export const fileAddress = (id) => `/sandbox/files/${encodeURIComponent(id)}`;

export const moveClock = (seconds) => ask("/sandbox/clock", { method: "POST", body: { move: seconds } });

// The bot's process; null where the sandbox runs without one of its own.
export const botRuns = () => ask("/demo/bot").catch(() => null);
export const wantBot = (running) => ask("/demo/bot", { method: "POST", body: { running } });

// Calls `heard` with every event, `connected` with true and false as the line comes and goes.
// However many listen, there is one line.
const listeners = [];
let socket = null;

export function listen(heard, connected = () => {}) {
  listeners.push({ heard, connected });
  if (!socket) connect();
  else if (socket.readyState === WebSocket.OPEN) connected(true);
}

function connect() {
  socket = new WebSocket(`ws${location.protocol.slice(4)}//${location.host}/sandbox/live`);
  socket.onopen = () => listeners.forEach((one) => one.connected(true));
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    listeners.forEach((one) => one.heard(event));
  };
  socket.onclose = () => {
    listeners.forEach((one) => one.connected(false));
    setTimeout(connect, 1000);
  };
}
