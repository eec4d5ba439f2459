// Chooses rows of a list: by a click, from one to another with Shift, all in view; and says how many
// are chosen.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static targets = ["all", "count"];

  connect() {
    this.tell();
  }

  // A box was clicked: with Shift, all from the last one on become as it is
  pick({ target, shiftKey }) {
    if (!target.matches(".pick")) return;
    const boxes = this.boxes;
    const from = shiftKey ? boxes.indexOf(this.last) : -1;
    if (from >= 0) {
      const [first, end] = [from, boxes.indexOf(target)].sort((a, b) => a - b);
      for (const box of boxes.slice(first, end + 1)) box.checked = target.checked;
    }
    this.last = target;
    this.tell();
  }

  all({ target }) {
    this.#make(target.checked);
  }

  none() {
    this.#make(false);
  }

  #make(checked) {
    for (const box of this.boxes) box.checked = checked;
    this.tell();
  }

  tell() {
    const [chosen, all] = [this.boxes.filter((box) => box.checked).length, this.boxes.length];
    this.countTarget.textContent = chosen;
    this.allTarget.checked = all > 0 && chosen === all;
    this.allTarget.indeterminate = chosen > 0 && chosen < all;
    this.allTarget.disabled = all === 0;
  }

  get boxes() {
    return [...this.element.querySelectorAll(".pick")];
  }
}
