// A row opens a ticket in a frame beside the list; the list stays, and says which one is open.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  connect() {
    this.mark = () => {
      for (const row of this.element.querySelectorAll(".row")) {
        if (row.pathname === location.pathname) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
    };
    document.addEventListener("turbo:frame-load", this.mark);
    document.addEventListener("turbo:load", this.mark);
  }

  disconnect() {
    document.removeEventListener("turbo:frame-load", this.mark);
    document.removeEventListener("turbo:load", this.mark);
  }
}
