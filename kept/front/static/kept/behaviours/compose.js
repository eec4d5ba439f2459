// Reply or note; Ctrl+Enter sends; the field grows with its words.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  static targets = ["text"];

  connect() {
    this.grow();
  }

  // A finger or a shortcut chose the mode in order to write; arrow keys only look around
  mode({ isTrusted, detail }) {
    if (detail || !isTrusted) this.textTarget.focus();
  }

  send(event) {
    event.preventDefault();
    if (!this.textTarget.value.trim()) return;
    const visible = [...this.element.querySelectorAll("button.primary")].find((b) => b.checkVisibility());
    this.element.requestSubmit(visible);
  }

  leave() {
    this.textTarget.blur();
  }

  // Where the browser doesn't size a field by its content itself
  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.textTarget.style.blockSize = "auto";
    this.textTarget.style.blockSize = `${this.textTarget.scrollHeight}px`;
  }
}
