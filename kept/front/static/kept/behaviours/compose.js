// Reply or note; Ctrl+Enter sends, Ctrl+B and Ctrl+I mark the chosen words; the field grows with its words.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static targets = ["text"];

  connect() {
    this.grow();
  }

  // A finger or a shortcut chose the mode in order to write; arrow keys only look around
  mode({ isTrusted, detail }) {
    if (detail || !isTrusted) this.textTarget.focus();
  }

  send(event) {
    event.preventDefault();
    if (!this.textTarget.value.trim()) return;
    const visible = [...this.element.querySelectorAll("button.primary")].find((b) => b.checkVisibility());
    this.element.requestSubmit(visible);
  }

  leave() {
    this.textTarget.blur();
  }

  bold(event) {
    this.#around(event, "**");
  }

  italic(event) {
    this.#around(event, "_");
  }

  // The chosen words between two signs, or without those that stand around them already
  #around(event, sign) {
    event.preventDefault();
    const { value, selectionStart: from, selectionEnd: to } = this.textTarget;
    const [before, after] = [from - sign.length, to + sign.length];
    const words = value.slice(from, to);
    const marked = value.slice(before, from) === sign && value.slice(to, after) === sign;
    if (marked) this.textTarget.setRangeText(words, before, after, "select");
    else this.textTarget.setRangeText(`${sign}${words}${sign}`, from, to);
    if (!marked) this.textTarget.setSelectionRange(from + sign.length, to + sign.length);
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Where the browser doesn't size a field by its content itself
  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.textTarget.style.blockSize = "auto";
    this.textTarget.style.blockSize = `${this.textTarget.scrollHeight}px`;
  }
}
