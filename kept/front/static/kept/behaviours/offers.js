// What may come next in the search field: the arrows choose, Enter or Tab takes, Escape puts away.
import { Controller } from "../vendor/stimulus.js";
import { mark } from "../shared/options.js";

export default class extends Controller {
  static targets = ["field"];
  at = -1;

  press(event) {
    const { key } = event;
    const open = this.options.length > 0;
    if (key === "ArrowDown" && !open) this.dispatch("wanted", { detail: { offer: 1 } });
    else if (key === "ArrowDown" && open) this.mark(this.at + 1);
    else if (key === "ArrowUp" && open) this.mark(this.at - 1);
    else if ((key === "Enter" || key === "Tab") && this.at >= 0) this.take(this.options[this.at]);
    else if (key === "Escape" && open) this.away();
    else return;
    event.preventDefault();
  }

  // A press of the pointer would take the focus from the field
  point(event) {
    const option = event.target.closest("#offers [role=option]");
    if (!option) return;
    event.preventDefault();
    this.take(option);
  }

  take({ dataset: { text, start, end } }) {
    this.away();
    this.fieldTarget.setRangeText(text.endsWith(":") ? text : `${text} `, +start, +end, "end");
    this.dispatch("wanted");
  }

  away() {
    document.getElementById("offers")?.remove();
    this.shown();
  }

  shown() {
    this.mark(-1);
  }

  mark(at) {
    this.at = mark(this.fieldTarget, this.options, at);
    this.fieldTarget.ariaExpanded = String(this.options.length > 0);
  }

  get options() {
    return [...document.querySelectorAll("#offers [role=option]")];
  }
}
