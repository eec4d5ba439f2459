// Tells the desk that what was new to this person has been on their screen.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  connect() {
    this.told = () => document.hidden || this.tell();
    document.addEventListener("visibilitychange", this.told);
    this.told();
  }

  disconnect() {
    document.removeEventListener("visibilitychange", this.told);
  }

  tell() {
    // a copy that Turbo shows until the page itself has come is nobody's look at it
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    document.removeEventListener("visibilitychange", this.told);
    const body = new URLSearchParams(new FormData(this.element));
    // a word that gets lost is said with the next look
    fetch(this.element.action, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}
