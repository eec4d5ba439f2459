// Keeps a list as it stands while news arrive: what is new waits behind a line that says how many,
// what has left stays in its place as it is now, and what changed changes in its place. Until the
// line is pressed, or the list itself is asked for again.
import { Controller } from "../vendor/stimulus.js";
import { session } from "../vendor/turbo.js";
import { bring, entries, keep } from "../shared/rows.js";

const QUIET = 60_000; // ms between two announcements

const rowsIn = (root) => root.querySelector("#rows");

export default class extends Controller {
  static targets = ["fresh", "status"];
  static values = { rows: String };

  show() {
    this.ask();
    session.refresh(location.href);
  }

  // What comes next is what somebody asked for
  ask() {
    this.asked = true;
  }

  // A page that comes in place of this one: the same with its news, or a ticket beside the list
  page(event) {
    const { newBody, renderMethod } = event.detail;
    if (renderMethod !== "morph" && !newBody.querySelector("article.ticket")) return;
    this.#hold(event, newBody);
  }

  // The list alone, when the sentence over it has been edited
  frame(event) {
    if (event.target.id === "listed") this.#hold(event, event.detail.newFrame);
  }

  #hold(event, news) {
    const old = rowsIn(this.element);
    const fresh = rowsIn(news);
    const held = !this.asked && old && old.dataset.list === fresh?.dataset.list && entries(old).length;
    this.asked = false;
    if (!held) return this.#say(news, fresh, 0);
    const { gone, waiting } = keep(old, fresh);
    this.#say(news, fresh, waiting);
    if (!gone.length) return;
    event.preventDefault();
    bring(gone, fresh, this.rowsValue).finally(() => event.detail.resume());
  }

  #say(news, rows, waiting) {
    const words = rows?.dataset[waiting === 1 ? "one" : "many"]?.replace("{}", waiting) ?? "";
    for (const fresh of [...news.querySelectorAll(".fresh"), ...this.freshTargets]) {
      fresh.hidden = !waiting;
      fresh.firstElementChild.textContent = words;
    }
    // said once a minute at most, and left there by what comes
    const said = this.statusTarget.textContent;
    const quiet = waiting && Date.now() - (this.said ?? 0) < QUIET;
    if (waiting && !quiet) this.said = Date.now();
    const now = quiet ? said : waiting ? words : "";
    for (const status of [news.querySelector("[data-hold-target=status]"), this.statusTarget]) {
      if (status && status.textContent !== now) status.textContent = now;
    }
  }
}
