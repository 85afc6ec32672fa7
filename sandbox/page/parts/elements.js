// Elements of things that change one by one: what has not changed keeps its element, so nothing flickers.

export class Elements {
  constructor(box) {
    this.box = box;
    this.shown = new Map();
  }

  clear() {
    this.box.replaceChildren();
    this.shown.clear();
  }

  of(key) {
    return this.shown.get(key)?.element;
  }

  // The element under `key`, as it was if its `signature` is the same, else built anew.
  kept(key, signature, build) {
    const known = this.shown.get(key);
    if (known?.signature === signature) return { key, ...known };
    const element = build();
    element.classList.toggle("changed", Boolean(known));
    const focused = known?.element.contains(document.activeElement) && document.activeElement;
    return { key, signature, element, was: known?.element, focused };
  }

  // Bring the box to these, in this order; focus stays where it was if it can.
  settle(wanted) {
    this.shown = new Map();
    const keep = new Set(wanted.map((one) => one.element));
    for (const { key, signature, element, was, focused } of wanted) {
      if (was) was.replaceWith(element);
      // The reader's finger stays where it was, if its button is still there.
      if (focused) {
        const buttons = [...element.querySelectorAll("button")];
        (buttons.find((one) => one.textContent === focused.textContent && one.className === focused.className) ?? element).focus({ preventScroll: true });
      }
      this.shown.set(key, { signature, element });
    }
    const lost = [...this.box.children].filter((child) => !keep.has(child));
    if (lost.some((child) => child.contains(document.activeElement))) this.box.focus({ preventScroll: true });
    for (const child of lost) child.remove();
    wanted.forEach(({ element }, index) => {
      if (this.box.children[index] !== element) this.box.insertBefore(element, this.box.children[index]);
    });
  }
}
