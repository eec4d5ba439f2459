// Single keys: j and k walk the list, o opens, / filters, ? explains; anything with data-key="r"
// answers to r: a field takes the focus, anything else is clicked. They can be switched off.
import { Controller } from "../vendor/stimulus.js";

const OFF = "keys:off";
const TYPING = "input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable]";

export default class extends Controller {
  static targets = ["help", "switch"];

  press(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape" && target.matches("input[type=search]")) return target.blur();
    if (target.matches(TYPING) || document.querySelector("dialog[open]")) return;
    if (key === "?") return this.#does(event, () => this.explain());
    if (localStorage.getItem(OFF)) return;
    if (key === "j" || key === "k") return this.#does(event, () => this.#walk(key === "j" ? 1 : -1));
    if (key === "o" && target.matches(".row")) return this.#does(event, () => target.click());
    const wanted = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (wanted) this.#does(event, () => (wanted.matches(TYPING) ? wanted.focus() : wanted.click()));
  }

  explain() {
    this.switchTarget.checked = !localStorage.getItem(OFF);
    this.helpTarget.showModal();
  }

  toggle() {
    if (this.switchTarget.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  }

  #does(event, what) {
    event.preventDefault();
    what();
  }

  #walk(step) {
    const rows = [...document.querySelectorAll(".row")];
    const here = rows.indexOf(document.activeElement.closest(".row"));
    const from = here >= 0 ? here : rows.findIndex((row) => row.ariaCurrent);
    rows[Math.min(rows.length - 1, Math.max(0, from + step))]?.focus();
  }
}
