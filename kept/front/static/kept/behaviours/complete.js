// Offers what may be written where the caret stands: saved replies after a "/" that begins a line
// of an answer, colleagues after an "@" in a note. Arrows choose, Enter or Tab takes, Escape puts away.
import { Controller } from "../vendor/stimulus.js";
import { fetched, mark, pressed } from "../shared/options.js";

const SAVED = /(?:^|\n)(\/([^\n/]{0,60}))$/;
const COLLEAGUE = /(?:^|[\s(])(@((?:\p{L}[^\n@]{0,40})?))$/u;
const PAUSE = 80; // ms without a key before the server is asked

export default class extends Controller {
  static targets = ["text", "offers", "option"];
  static values = { saved: String, colleagues: String };

  look() {
    const { value, selectionStart } = this.textTarget;
    const note = new FormData(this.element).get("mode") === "note";
    const found = value.slice(0, selectionStart).match(note ? COLLEAGUE : SAVED);
    if (!found) return this.away();
    clearTimeout(this.typing);
    this.typed = found[1];
    this.asked = `${note ? this.colleaguesValue : this.savedValue}?${new URLSearchParams({ q: found[2] })}`;
    this.typing = setTimeout(() => this.#show(this.asked), PAUSE);
  }

  begin() {
    const { value, selectionStart: at } = this.textTarget;
    this.textTarget.focus();
    this.#put(at && value[at - 1] !== "\n" ? "\n/" : "/", at);
  }

  press(event) {
    const done = pressed(event, this.textTarget, this.optionTargets, this.at);
    if (done === "take") this.take(this.optionTargets[this.at]);
    else if (done === "away") this.away();
    else this.at = done ?? this.at;
  }

  point(event) {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
  }

  take({ dataset: { text } }) {
    const from = this.textTarget.selectionStart - this.typed.length;
    this.away();
    this.#put(text, from);
    const { 0: place, index } = text.match(/\{\{[^{}\n]*\}\}/) ?? [];
    if (place) this.textTarget.setSelectionRange(from + index, from + index + place.length);
  }

  away() {
    clearTimeout(this.typing);
    this.asked = null;
    this.offersTarget.replaceChildren();
    this.at = mark(this.textTarget, [], -1);
  }

  async #show(asked) {
    const html = await fetched(asked);
    if (html === null || asked !== this.asked) return; // more was typed meanwhile
    this.offersTarget.innerHTML = html;
    this.at = mark(this.textTarget, this.optionTargets, 0);
  }

  #put(text, from) {
    this.textTarget.setRangeText(text, from, this.textTarget.selectionStart, "end");
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
