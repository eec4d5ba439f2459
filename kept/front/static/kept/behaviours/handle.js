// Keys, while somebody is in the list: x chooses the row that has the focus, * all in view, Escape
// none; a button's own key (data-does) does it with what is chosen, or else with that row.
import { Controller } from "../vendor/stimulus.js";
import { areOff, isTaken } from "../shared/single.js";

export default class extends Controller {
  static targets = ["all"];

  press(event) {
    const { key, target } = event;
    if (isTaken(event) || areOff() || document.querySelector("dialog[open]")) return;
    const row = target.closest(".entry")?.querySelector(".pick");
    const act = this.element.querySelector(`[data-does="${CSS.escape(key)}"]`);
    if (key === "x" && row) row.click();
    else if (key === "*") this.allTarget.click();
    else if (key === "Escape" && this.someAre) this.dispatch("none");
    else if (act && (row || this.someAre)) this.#do(act, row);
    else return;
    event.preventDefault();
  }

  #do(button, row) {
    if (!this.someAre) row.click();
    button.click();
    if (button.matches("summary")) this.#enter(button.parentElement);
  }

  // What is asked for there comes when it is opened first
  #enter(details) {
    const field = () => details.querySelector("select, input:not([type=hidden]), p button")?.focus();
    details.addEventListener("turbo:frame-load", field, { once: true });
    field();
  }

  get someAre() {
    return Boolean(this.element.querySelector(".pick:checked"));
  }
}
