// Follows the server's stream: turbo-stream HTML, or a hint that something changed, and then the
// page is asked for again and morphed, which keeps focus, caret, scroll and what is open.
import { Controller } from "../vendor/stimulus.js";
import { renderStreamMessage, session } from "../vendor/turbo.js";
import { keepOpen, stayAtEnd } from "../shared/morph.js";

const SOON = 50; // ms: hints that come together are one refresh
const REST = 500; // ms between two refreshes, so that a busy desk never keeps one from ending

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.events = new AbortController();
    this.#on("promise:turned", () => this.refresh());
    this.#on("countdown:over", () => this.refresh());
    this.#on("turbo:before-morph-attribute", keepOpen);
    this.#on("turbo:before-render", ({ detail }) => stayAtEnd(detail));
    this.#on("visibilitychange", () => document.hidden || this.lost && this.open());
    this.open();
  }

  disconnect() {
    this.events.abort();
    this.source?.close();
    this.pending = clearTimeout(this.pending);
    clearTimeout(this.retry);
  }

  open() {
    this.source?.close();
    clearTimeout(this.retry);
    this.source = new EventSource(this.urlValue);
    this.source.onopen = () => {
      if (this.lost) this.refresh();
      this.lost = 0;
    };
    this.source.onmessage = ({ data }) => (data.startsWith("<") ? renderStreamMessage(data) : this.refresh());
    this.source.onerror = () => {
      this.lost = (this.lost ?? 0) + 1;
      // the browser retries a broken stream by itself, but not one that was refused
      if (this.source.readyState !== EventSource.CLOSED) return;
      this.retry = setTimeout(() => this.open(), Math.min(30_000, 1000 * 2 ** this.lost));
    };
  }

  refresh() {
    const wait = Math.max(SOON, (this.refreshed ?? 0) + REST - Date.now());
    this.pending ??= setTimeout(() => this.#refreshNow(), wait);
  }

  #refreshNow() {
    this.pending = undefined;
    this.refreshed = Date.now();
    session.refresh(location.href);
  }

  #on(name, what) {
    document.addEventListener(name, what, { signal: this.events.signal });
  }
}
