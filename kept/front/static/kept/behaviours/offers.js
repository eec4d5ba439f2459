// What may come next in the search field: the arrows choose, Enter or Tab takes, Escape puts away.
import { Controller } from "../vendor/stimulus.js";

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

  // Before the first stands the field itself, and after the last it comes again
  mark(at) {
    const options = this.options;
    this.at = at < -1 ? options.length - 1 : at < options.length ? at : -1;
    options.forEach((one, place) => (one.ariaSelected = String(place === this.at)));
    options[this.at]?.scrollIntoView({ block: "nearest" });
    this.fieldTarget.ariaExpanded = String(options.length > 0);
    this.fieldTarget.setAttribute("aria-activedescendant", options[this.at]?.id ?? "");
  }

  get options() {
    return [...document.querySelectorAll("#offers [role=option]")];
  }
}
