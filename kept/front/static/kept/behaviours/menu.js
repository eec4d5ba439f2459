// The arrows walk the choices of a menu; the first letter of a choice goes to it.
import { Controller } from "../vendor/stimulus.js";

export default class extends Controller {
  press(event) {
    const { key, target } = event;
    if (target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
    const choices = [...this.element.querySelectorAll("button")];
    const here = choices.indexOf(document.activeElement);
    const letter = (choice) => choice.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
    const to = { ArrowDown: choices[here + 1], ArrowUp: choices[here - 1], Home: choices[0], End: choices.at(-1) };
    const next = key in to ? to[key] : key.length === 1 && choices.find(letter);
    if (!(key in to) && !next) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) next.focus();
  }
}
