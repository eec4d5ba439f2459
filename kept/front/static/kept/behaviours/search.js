// The search field: what was found changes while somebody types. Without it, Enter asks.
import { Controller } from "../vendor/stimulus.js";

const PAUSE = 150; // ms without a key before the server is asked
const QUIET = 1200; // ms without news before they are read aloud, once

export default class extends Controller {
  static targets = ["field", "status"];

  disconnect() {
    clearTimeout(this.typing);
    clearTimeout(this.saying);
  }

  type() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.ask(), PAUSE);
  }

  // `detail`: what else is asked for (offers.js)
  ask({ detail } = {}) {
    const { value, selectionStart } = this.fieldTarget;
    const asked = new URLSearchParams({ q: value, at: selectionStart, ...detail });
    this.frame.src = `${this.element.action}?${asked}`;
  }

  // What came: its title over the list, and how much it is for who does not see it
  shown() {
    if (!this.frame.src) return;
    const { title, said } = document.getElementById("rows").dataset;
    document.getElementById("list-title").textContent = title;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.statusTarget.textContent = said ?? ""), QUIET);
  }

  get frame() {
    return document.getElementById("listed");
  }
}
