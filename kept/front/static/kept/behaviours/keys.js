// Single keys: j and k walk the list, o opens, / filters, ? explains; anything with data-key="r"
// answers to r: a field takes the focus, anything else is clicked. They can be switched off.
import { Controller } from "../vendor/stimulus.js";
import { areOff, isTaken, switchTo, TYPING } from "../shared/single.js";

export default class extends Controller {
  static targets = ["help", "switch"];

  press(event) {
    const { key, target } = event;
    if (key === "Escape" && target.matches("input[type=search]")) return target.blur();
    if (isTaken(event) || document.querySelector("dialog[open]")) return;
    if (key === "?") return this.#does(event, () => this.explain());
    if (areOff()) return;
    if (key === "j" || key === "k") return this.#does(event, () => this.#walk(key === "j" ? 1 : -1));
    if (key === "o" && target.matches(".row")) return this.#does(event, () => target.click());
    const known = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    const wanted = known.find((one) => one.checkVisibility()) ?? known[0];
    if (wanted) this.#does(event, () => (wanted.matches(TYPING) ? write(wanted) : wanted.click()));
  }

  explain() {
    this.switchTarget.checked = !areOff();
    this.helpTarget.showModal();
  }

  toggle() {
    switchTo(this.switchTarget.checked);
  }

  #does(event, what) {
    event.preventDefault();
    what();
  }

  #walk(step) {
    const rows = [...document.querySelectorAll(".row")];
    const here = rows.indexOf(document.activeElement.closest(".entry")?.querySelector(".row"));
    const from = here >= 0 ? here : rows.findIndex((row) => row.ariaCurrent);
    rows[Math.min(rows.length - 1, Math.max(0, from + step))]?.focus();
  }
}

// What stands in a search field is typed over, or gone on from with an arrow key
function write(field) {
  field.focus();
  if (field.type === "search") field.select();
}
