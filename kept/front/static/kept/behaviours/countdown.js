// Counts the seconds down to a moment by the server's clock; when it has come, the page is asked
// for again: the server says what has become of it.
import { Controller } from "../vendor/stimulus.js";
import { now } from "../shared/clock.js";

export default class extends Controller {
  static targets = ["left"];
  static values = { until: Number };

  disconnect() {
    clearTimeout(this.next);
  }

  // once on connecting, and again when a refresh of the page brings another moment
  untilValueChanged() {
    clearTimeout(this.next);
    const left = this.untilValue - now();
    if (left <= 0) return this.dispatch("over");
    const seconds = Math.ceil(left / 1000);
    for (const place of this.leftTargets) place.textContent = seconds;
    this.next = setTimeout(() => this.untilValueChanged(), left - (seconds - 1) * 1000);
  }
}
