// Pictures and files, pasted or dropped onto the composer.
import { Controller } from "../vendor/stimulus.js";
import { Pictures } from "../shared/pictures.js";

export default class extends Controller {
  static targets = ["input", "list"];
  static values = { remove: String };

  connect() {
    this.pictures = new Pictures(this.inputTarget, this.listTarget, this.removeValue);
  }

  // A picture goes where the caret is, as `![](its name)`; any other file goes with the words
  take(event) {
    this.out();
    for (const file of this.pictures.take(event) || []) if (file.type.startsWith("image/")) this.#place(file.name);
  }

  over(event) {
    event.preventDefault();
    this.element.toggleAttribute("data-over", true);
  }

  out() {
    this.element.removeAttribute("data-over");
  }

  chosen() {
    this.pictures.chosen();
  }

  #place(name) {
    const field = this.element.elements.text;
    const { selectionStart: from, value } = field;
    const gap = from && value[from - 1] !== "\n" ? "\n\n" : "";
    field.setRangeText(`${gap}![](<${name.replace(/[<>]/g, "\\$&")}>)\n\n`, from, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  sent({ detail }) {
    if (detail.success) this.pictures.clear();
  }
}
