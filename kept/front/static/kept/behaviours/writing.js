// Tells the others that somebody is writing here, at most every four seconds.
import { Controller } from "../vendor/stimulus.js";

const PAUSE = 4000;

export default class extends Controller {
  static values = { url: String };

  tell({ target }) {
    if (!target.value || Date.now() < (this.again ?? 0)) return;
    this.again = Date.now() + PAUSE;
    const form = new FormData(this.element);
    const body = new URLSearchParams({ mode: form.get("mode") });
    const headers = { "X-CSRFToken": form.get("csrfmiddlewaretoken") };
    // a hint that gets lost delays nothing
    fetch(this.urlValue, { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
}
