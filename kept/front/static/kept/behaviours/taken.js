// Puts the words of a reply that was taken back into the composer, once: what is written there
// already stays below them.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static targets = ["text"];
  static values = { name: String, into: String };

  connect() {
    const mark = `taken:${this.nameValue}`;
    const form = document.getElementById(this.intoValue);
    if (!form || localStorage.getItem(mark)) return;
    localStorage.setItem(mark, Date.now());
    const mode = form.querySelector("[name=mode][value=reply]");
    if (mode && !mode.checked) mode.click();
    const field = form.elements.text;
    field.value = [this.textTarget.value, field.value].filter((words) => words.trim()).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}
