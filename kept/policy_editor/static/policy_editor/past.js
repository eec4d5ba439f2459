// Replays the desk's history under the draft: when it is first seen, and again after a change of
// the rules, as long as that is quick; otherwise the button waits.
import { Controller } from "../kept/vendor/stimulus.js";

const PAUSE = 1500;
const QUICK = 2000;

export default class extends Controller {
  static targets = ["button"];
  static values = { panel: String };

  connect() {
    this.buttonTarget.formAction = this.panelValue;
    this.frame = this.element.querySelector("turbo-frame");
    this.came = () => (this.took = Date.now() - this.asked);
    this.frame.addEventListener("turbo:frame-load", this.came);
    // who was signed out is told so where they write; what was replayed stays
    this.frame.addEventListener("turbo:frame-missing", (event) => event.preventDefault());
    this.seen = new IntersectionObserver(([entry]) => entry.isIntersecting && this.first());
    this.seen.observe(this.element);
  }

  disconnect() {
    this.seen.disconnect();
    clearTimeout(this.timer);
  }

  first() {
    this.seen.disconnect();
    this.replay();
  }

  stale({ detail }) {
    const rules = this.rules;
    if (!detail.right || rules === this.replayed || this.took > QUICK) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.replay(), PAUSE);
  }

  replay() {
    this.replayed = this.rules;
    this.asked = Date.now();
    this.buttonTarget.form.requestSubmit(this.buttonTarget);
  }

  get rules() {
    return document.getElementById("file-policy.toml").value;
  }
}
