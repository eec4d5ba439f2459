// Keeps the clause in view, as customers read it, that is being written; at first the one that
// changed first. Only the preview moves, never what has the focus.
import { Controller } from "../kept/vendor/stimulus.js";

const HEADING = /^## +(\d[\w.]*?)[.:]? /gm;

export default class extends Controller {
  static targets = ["reads"];

  connect() {
    const changed = this.readsTarget.querySelector("[data-what]");
    if (changed) this.bring(changed);
  }

  follow({ target }) {
    if (!target.name?.endsWith(".md")) return;
    const { value, selectionStart } = target;
    const end = value.indexOf("\n", selectionStart);
    const above = value.slice(0, end < 0 ? value.length : end);
    this.clause = [...above.matchAll(HEADING)].at(-1)?.[1] ?? "";
    this.show();
  }

  show() {
    if (this.clause === undefined) return;
    const clause = this.readsTarget.querySelector(`[data-clause="${CSS.escape(this.clause)}"]`);
    if (clause) this.bring(clause);
  }

  bring(clause) {
    const { top } = this.readsTarget.getBoundingClientRect();
    this.readsTarget.scrollTop += clause.getBoundingClientRect().top - top - 8;
  }
}
