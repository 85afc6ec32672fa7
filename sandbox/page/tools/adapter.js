// What stories do with phones, over the two phones of today's desk. The shelf of phones brings its own.

export function adapter(desk) {
  const buttons = (phone) => [...phone.glass.querySelectorAll("button")];
  const labelled = (phone, label) => buttons(phone).filter((one) => one.textContent === label).at(-1);
  return {
    show: (id) => desk.take(id),
    open: (id, chat) => {
      const phone = desk.take(id);
      phone.open.set(id, chat);
      phone.enter();
      phone.draw(phone.state, phone.person, desk.crowd(id), phone.role);
    },
    point: (id, label) => {
      document.querySelector(".pointed")?.classList.remove("pointed");
      if (label === undefined) return;
      const button = labelled(desk.take(id), label);
      button?.classList.add("pointed");
      button?.scrollIntoView({ block: "nearest" });
    },
    press: (id, label) => desk.take(id).do("presses", { label, within: 10 }),
    write: (id, text) => desk.take(id).do("writes", { text }),
  };
}
