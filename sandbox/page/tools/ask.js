// The routes that the tools ask: the sandbox's own, and those of the demo around it.

async function ask(path, method, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new Error(told.error);
  return told;
}

export const get = (path) => ask(path, "GET");
export const post = (path, body) => ask(path, "POST", body);
export const remove = (path) => ask(path, "DELETE");

// What is asked may not be there: a sandbox without a demo around it has no bot of its own, and says so.
let beside = null;
export async function look(path) {
  beside ??= get("/sandbox/state").then((state) => state.beside);
  try {
    return (await beside).includes(path) ? await get(path) : null;
  } catch {
    beside = null; // the line was down: asked again
    return null;
  }
}

// `deed`, at once and then at most every `rest` milliseconds, however often it is asked for.
export function calmly(deed, rest) {
  let resting = false;
  let again = false;
  return function asked() {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    deed();
    setTimeout(() => {
      resting = false;
      if (again) {
        again = false;
        asked();
      }
    }, rest);
  };
}
