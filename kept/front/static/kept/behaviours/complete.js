// Offers what may be written where the caret stands: saved replies after a "/" that begins a line
// of an answer, colleagues after an "@" in a note. Arrows choose, Enter or Tab takes, Escape puts away.
import { Controller } from "../vendor/stimulus.js";
import { mark } from "../shared/options.js";

const SAVED = /(?:^|\n)(\/([^\n/]{0,60}))$/;
const COLLEAGUE = /(?:^|[\s(])(@((?:\p{L}[^\n@]{0,40})?))$/u;
const LEFT = /\{\{[^{}\n]*\}\}/; // what nobody but the writer can fill in
const PAUSE = 80; // ms without a key before the server is asked

export default class extends Controller {
  static targets = ["text", "offers"];
  static values = { saved: String, colleagues: String };

  disconnect() {
    clearTimeout(this.typing);
  }

  look() {
    clearTimeout(this.typing);
    const { value, selectionStart } = this.textTarget;
    const note = new FormData(this.element).get("mode") === "note";
    const found = value.slice(0, selectionStart).match(note ? COLLEAGUE : SAVED);
    if (!found) return this.away();
    [, this.typed] = found;
    this.typing = setTimeout(() => this.#ask(note ? this.colleaguesValue : this.savedValue, found[2]), PAUSE);
  }

  // A button stands for the key: "/" where a line begins
  begin() {
    const { value, selectionStart: at } = this.textTarget;
    this.textTarget.focus();
    this.#put(at && value[at - 1] !== "\n" ? "\n/" : "/", at);
  }

  press(event) {
    const { options, at } = this;
    if (!options.length || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") this.at = mark(this.textTarget, options, at + 1);
    else if (event.key === "ArrowUp") this.at = mark(this.textTarget, options, at - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && options[at]) this.take(options[at]);
    else if (event.key === "Escape") this.away();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // A press of the pointer would take the focus from the field
  point(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    this.take(option);
  }

  take({ dataset: { text } }) {
    const from = this.textTarget.selectionStart - this.typed.length;
    this.away();
    this.#put(text, from);
    const left = text.match(LEFT);
    if (left) this.textTarget.setSelectionRange(from + left.index, from + left.index + left[0].length);
  }

  away() {
    clearTimeout(this.typing);
    this.asked = null;
    this.offersTarget.replaceChildren();
    this.at = mark(this.textTarget, [], -1);
  }

  async #ask(url, words) {
    const asked = (this.asked = `${url}?${new URLSearchParams({ q: words })}`);
    const answer = await fetch(asked).catch(() => null); // nothing is offered, and nothing is lost
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (asked !== this.asked) return; // more was typed meanwhile
    this.offersTarget.innerHTML = html;
    this.at = mark(this.textTarget, this.options, 0);
  }

  #put(text, from) {
    this.textTarget.setRangeText(text, from, this.textTarget.selectionStart, "end");
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }

  get options() {
    return [...this.offersTarget.querySelectorAll("[role=option]")];
  }
}
