// A field over its painted lines: while the server has not spoken yet, the lines that were typed
// in stand plain, the others keep their paint.
import { Controller } from "../kept/vendor/stimulus.js";

export default class extends Controller {
  static targets = ["field", "lines"];

  connect() {
    this.element.dataset.live = "";
    this.follow();
  }

  follow() {
    const now = this.fieldTarget.value.split("\n");
    const shown = [...this.linesTarget.children];
    const was = shown.map((line) => line.textContent.replace(/\n$/, ""));
    const least = Math.min(now.length, was.length);
    let start = 0;
    while (start < least && now[start] === was[start]) start += 1;
    let end = 0;
    while (end < least - start && now.at(-1 - end) === was.at(-1 - end)) end += 1;
    const plain = now.slice(start, now.length - end).map((text) => this.line(text));
    for (const line of shown.slice(start, shown.length - end)) line.remove();
    const before = this.linesTarget.children[start] ?? null;
    for (const line of plain) this.linesTarget.insertBefore(line, before);
  }

  line(text) {
    const line = document.createElement("div");
    line.className = "line changed";
    line.textContent = `${text}\n`;
    return line;
  }
}
