// Follows the server's stream. A message is turbo-stream HTML, or a hint that something changed:
// then the page is asked for again and morphed, which keeps focus, caret, scroll and what is open.
import { Controller } from "../vendor/stimulus.js";
import { renderStreamMessage, session } from "../vendor/turbo.js";

const SOON = 50; // ms: hints that come together are one refresh
const REST = 500; // ms between two refreshes, so that a busy desk never keeps one from ending
const NEAR = 48; // px from the end of a thread that count as its end

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.events = new AbortController();
    this.#on("promise:turned", () => this.refresh());
    this.#on("turbo:before-morph-attribute", keepOpen);
    this.#on("turbo:before-render", ({ detail }) => stayAtEnd(detail));
    this.#on("visibilitychange", () => document.hidden || this.lost && this.open());
    this.open();
  }

  disconnect() {
    this.events.abort();
    this.source?.close();
    clearTimeout(this.pending);
    this.pending = null;
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
    this.pending ??= setTimeout(() => {
      this.pending = null;
      this.refreshed = Date.now();
      session.refresh(location.href);
    }, Math.max(SOON, (this.refreshed ?? 0) + REST - Date.now()));
  }

  #on(name, what) {
    document.addEventListener(name, what, { signal: this.events.signal });
  }
}

// What the person opened or closed stays so; the server doesn't know of it
function keepOpen(event) {
  if (event.detail.attributeName === "open" && event.target.matches("details, dialog")) event.preventDefault();
}

function stayAtEnd(detail) {
  const thread = document.querySelector(".thread");
  if (!thread || thread.scrollHeight - thread.scrollTop - thread.clientHeight > NEAR) return;
  const { render } = detail;
  detail.render = async (...pages) => {
    await render(...pages);
    if (thread.isConnected) thread.scrollTop = thread.scrollHeight;
  };
}
