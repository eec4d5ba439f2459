// Shows what is written as the mail that would be sent: the form goes to a frame in a dialog.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static values = { dialog: String };
  shown = 0;

  // A new frame for each look: nothing old flashes, and Back leads to the page before
  open({ currentTarget }) {
    const dialog = document.getElementById(this.dialogValue);
    const frame = dialog.querySelector("iframe");
    const next = frame.cloneNode();
    next.name = currentTarget.formTarget = `${this.dialogValue}-${(this.shown += 1)}`;
    frame.replaceWith(next);
    dialog.showModal();
  }
}
