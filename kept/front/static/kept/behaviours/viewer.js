// Shows a picture of the thread in its full size, over the page; the arrows go on to the others.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static targets = ["dialog", "picture", "name", "original"];

  // A click with a modifier wants a tab of its own; a picture within a mail's link leads where that leads
  open(event) {
    const at = this.pictures.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.show(at);
  }

  first() {
    this.show(0);
  }

  press(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.show(this.at + step);
  }

  away({ target }) {
    if (target === this.dialogTarget) this.dialogTarget.close();
  }

  show(at) {
    const { pictures } = this;
    const shown = pictures[at];
    if (!shown) return;
    this.at = at;
    this.pictureTarget.src = this.originalTarget.href = shown.closest("a")?.href ?? shown.src;
    this.pictureTarget.alt = shown.alt;
    this.nameTarget.textContent = pictures.length > 1 ? `${shown.alt} ${at + 1}/${pictures.length}` : shown.alt;
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
  }

  get pictures() {
    return [...this.element.querySelectorAll(".picture img, .words img[src]:not(a img)")];
  }
}
