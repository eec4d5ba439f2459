// From a mistake to its place and back: a link selects it, a button writes what it offers, and
// Alt+Enter presses the first button of the mistake nearest to where one is.
import { Controller } from "../kept/vendor/stimulus.js";

export default class extends Controller {
  static targets = ["field", "tab"];

  go(event) {
    const { file, start, end } = event.params;
    const field = this.show(file);
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    field.setSelectionRange(start, end);
    const line = field.value.slice(0, start).split("\n").length - 1;
    document.getElementById(`lines-${file}`).children[line]?.scrollIntoView({ block: "center" });
    this.dispatch("went", { target: field });
  }

  write(event) {
    const { file, start } = event.params;
    const { was, write } = event.currentTarget.dataset;
    const field = this.show(file);
    if (!field || field.value.slice(start, start + was.length) !== was) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    field.setSelectionRange(start, start + was.length);
    // the one way that the browser's own undo knows of
    if (!document.execCommand(write ? "insertText" : "delete", false, write)) field.setRangeText(write);
    this.dispatch("wrote", { target: field });
  }

  press(event) {
    if (event.key !== "Enter" || !event.altKey || event.ctrlKey || event.metaKey) return;
    const here = this.fieldTargets.find((field) => field === event.target);
    const button = here ? this.nearest(here) : null;
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  nearest(field) {
    const notes = document.getElementById(`notes-${field.name}`);
    const far = (one) => Math.abs(one.dataset.start - field.selectionStart);
    const fixable = [...notes.children].filter((one) => one.querySelector("button"));
    return fixable.sort((one, other) => far(one) - far(other))[0]?.querySelector("button");
  }

  show(file) {
    const tab = this.element.querySelector(`input[name=text][value="${CSS.escape(file)}"]`);
    if (tab && !tab.checked) tab.click();
    return this.fieldTargets.find((field) => field.name === file);
  }
}
