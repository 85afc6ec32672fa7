// From message to message without a mouse.

// One Tab stop for the ⋯ of all messages in the box: that of the message one is at.
export function rove(box, message) {
  if (!message) return;
  box.querySelector(".dots[tabindex='0']")?.setAttribute("tabindex", -1);
  message.querySelector(".dots").tabIndex = 0;
}

// The arrow keys go from message to message, Enter opens what one can do with it.
export function walk(box, event, menu) {
  const all = [...box.querySelectorAll(".message")];
  const at = all.indexOf(event.target.closest(".message"));
  const onMessage = event.target.matches(".message");
  if (event.target !== box && !onMessage) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const to = at < 0 ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    all[to]?.focus();
    event.preventDefault();
  } else if (onMessage && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    menu(event.target);
  }
}
