// Keeps what is being written, per ticket and mode, in this browser: a closed tab loses nothing,
// another tab goes on with it. Cleared when it was sent.
import { Controller } from "../vendor/stimulus.js";
import { forget, forgetOld, keep, load, named, read } from "../shared/drafts.js";

export default class extends Controller {
  static targets = ["text", "saved"];
  static values = { key: String, saved: String };

  connect() {
    forgetOld(Date.now());
    this.elsewhere = (event) => this.take(event);
    window.addEventListener("storage", this.elsewhere);
    // what the server sent back with a mistake is newer than what was kept
    if (!this.textTarget.value) this.turn();
  }

  disconnect() {
    window.removeEventListener("storage", this.elsewhere);
  }

  keep() {
    const text = this.textTarget.value;
    if (!text) return forget(this.name);
    keep(this.name, text, Date.now());
    this.say(Date.now());
  }

  // Another mode has another draft; the last one was kept with its last letter
  turn() {
    const { text, at } = load(this.name);
    this.put(text, at);
  }

  // Written or sent in another tab
  take({ key, newValue }) {
    if (key !== this.name || document.activeElement === this.textTarget) return;
    const { text, at } = read(newValue);
    this.put(text, at);
  }

  sent({ detail }) {
    if (!detail.success) return;
    forget(this.name);
    this.put("", 0);
  }

  put(text, at) {
    this.textTarget.value = text;
    this.say(at);
    this.dispatch("put");
  }

  say(at) {
    const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    this.savedTarget.textContent = at ? this.savedValue.replace("{}", time) : "";
  }

  get name() {
    return named(`${this.keyValue}:${new FormData(this.element).get("mode")}`);
  }
}
