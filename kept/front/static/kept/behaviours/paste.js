// Pictures and files, pasted or dropped onto the composer.
import { Controller } from "../vendor/stimulus.js";
import { Pictures } from "../shared/pictures.js";

export default class extends Controller {
  static targets = ["input", "list"];
  static values = { remove: String };

  connect() {
    this.pictures = new Pictures(this.inputTarget, this.listTarget, this.removeValue);
  }

  take(event) {
    this.out();
    this.pictures.take(event);
  }

  over(event) {
    event.preventDefault();
    this.element.toggleAttribute("data-over", true);
  }

  out() {
    this.element.removeAttribute("data-over");
  }

  chosen() {
    this.pictures.chosen();
  }

  sent({ detail }) {
    if (detail.success) this.pictures.clear();
  }
}
