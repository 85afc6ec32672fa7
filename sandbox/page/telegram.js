// The sandbox over HTTP: what there is, what people do, and every change as it happens.

async function ask(path, body) {
  const answer = await fetch(path, body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ error: answer.statusText }));
    throw new Error(told.error);
  }
  return answer.json();
}

export const state = () => ask("/sandbox/state");

// A person does something in a chat: writes, presses, shares_place, shares_contact.
export const act = (person, chat, deed, body) =>
  ask(`/sandbox/people/${person}/chats/${chat}/${deed}`, body);

export const moveClock = (seconds) => ask("/sandbox/clock", { move: seconds });

// The bot's process; null where the sandbox runs without one of its own.
export const botRuns = () => ask("/demo/bot").catch(() => null);
export const wantBot = (running) => ask("/demo/bot", { running });

// Calls `heard` with every event, `connected` with true and false as the line comes and goes.
export function listen(heard, connected) {
  const socket = new WebSocket(`ws${location.protocol.slice(4)}//${location.host}/sandbox/live`);
  socket.onopen = () => connected(true);
  socket.onmessage = (event) => heard(JSON.parse(event.data));
  socket.onclose = () => {
    connected(false);
    setTimeout(listen, 1000, heard, connected);
  };
}
