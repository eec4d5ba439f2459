// Saves the draft a moment after the last letter, one save at a time, and puts what the server
// says of it in its places. Where somebody else saved meanwhile it stops and shows both; where
// nothing can be saved it says so, and goes on trying.
import { Controller } from "../kept/vendor/stimulus.js";
import { visit } from "../kept/vendor/turbo.js";

const PAUSE = 350;
const AGAIN = 4000;

export default class extends Controller {
  static targets = ["seen", "unsaved"];
  static values = { url: String };

  connect() {
    this.revision = 0;
    this.element.dataset.live = "";
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  soon(_event, pause = PAUSE) {
    this.revision += 1;
    this.wait(pause);
  }

  now(event) {
    this.soon(event, 0);
  }

  // Back from the tab in which one signed in, or back on the net
  again() {
    if (!this.unsavedTarget.hidden) this.wait(0);
  }

  wait(pause) {
    clearTimeout(this.timer);
    if (!this.halted) this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (this.busy) return this.wait(PAUSE);
    this.busy = true;
    const revision = this.revision;
    const answer = await this.ask();
    this.busy = false;
    this.unsavedTarget.hidden = Boolean(answer);
    if (!answer) return this.wait(AGAIN);
    this.seenTarget.value = answer.seen;
    this.halted = "conflict" in answer.parts;
    if (answer.again) return visit(location.href, { action: "replace" });
    // what was typed since is newer than this answer; its own is on the way
    if (revision === this.revision || this.halted) this.put(answer);
  }

  async ask() {
    this.renewToken();
    const body = new URLSearchParams(new FormData(this.element));
    const sent = { method: "POST", body, redirect: "manual" };
    const response = await fetch(this.urlValue, sent).catch(() => null);
    return response?.ok || response?.status === 409 ? response.json() : null;
  }

  // Whoever signed in again has another one than the page was drawn with
  renewToken() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    if (cookie) this.element.csrfmiddlewaretoken.value = cookie.slice("csrftoken=".length);
  }

  put({ parts, right }) {
    for (const [id, html] of Object.entries(parts)) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = html;
    }
    this.dispatch("said", { detail: { right } });
  }
}
