// Ctrl-K: one field for all there is to go to, and for what can be done on this page.
import { Controller } from "../vendor/stimulus.js";
import { actsOf, choose, option, plain } from "../shared/acts.js";

const PAUSE = 80; // ms without a key before the server is asked
const QUIET = 1000; // ms without news before it is read aloud, once

export default class extends Controller {
  static targets = ["dialog", "field", "found", "status"];

  open(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]:not(#palette)")) return;
    event.preventDefault();
    if (this.dialogTarget.open) return this.dialogTarget.close();
    this.acts = actsOf(document);
    this.fieldTarget.value = "";
    this.dialogTarget.showModal();
    this.ask();
  }

  close() {
    this.dialogTarget.close();
  }

  type() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const where = `${this.dialogTarget.dataset.url}?${new URLSearchParams({ q: this.fieldTarget.value })}`;
    const answer = await fetch(where, { signal }).catch(() => null);
    if (signal.aborted) return;
    if (answer?.redirected) return location.reload(); // signed out: the door is shown
    if (answer?.ok) this.show(await answer.text());
  }

  show(options) {
    this.foundTarget.innerHTML = options;
    const typed = plain(this.fieldTarget.value).split(/\s+/);
    const fits = ({ name }) => typed.every((word) => plain(name).includes(word));
    const { act, said } = this.dialogTarget.dataset;
    const acts = this.acts.filter(fits).map((one, place) => option(one, place, act));
    this.foundTarget.querySelector("[role=listbox]").prepend(...acts);
    if (acts.length) this.foundTarget.querySelector(".teach")?.remove();
    choose(this.options[0], this.options, this.fieldTarget);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.statusTarget.textContent = said.replace("{n}", this.options.length)), QUIET);
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    const here = this.options.findIndex((one) => one.ariaSelected === "true");
    choose(this.options.at((here + step) % this.options.length), this.options, this.fieldTarget);
  }

  go(event) {
    event.preventDefault();
    this.options.find((one) => one.ariaSelected === "true")?.click();
  }

  get options() {
    return [...this.foundTarget.querySelectorAll("[role=option]")];
  }
}
