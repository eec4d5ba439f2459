// Redraws a promise's ring and words by the server's clock: once a minute, each second at the end.
// When its state should turn, the server is asked: the browser never decides what is kept.
import { Controller } from "../vendor/stimulus.js";
import { now } from "../shared/clock.js";
import { duration } from "../shared/duration.js";

const MINUTE = 60_000;
const ASK_AGAIN = 5000; // when the state should have turned, and the page still says the old one

export default class extends Controller {
  static targets = ["time"];
  // `from` and `until` bound the ring, `turn` is when the state changes (0: never), in ms;
  // `said` is the sentence around the time, "in {}"
  static values = { from: Number, until: Number, turn: Number, said: String };

  connect() {
    this.draw();
  }

  disconnect() {
    clearTimeout(this.next);
  }

  // a refresh of the page brings the server's words and values: start again from them
  fromValueChanged() {
    if (this.next) this.draw();
  }

  untilValueChanged() {
    if (this.next) this.draw();
  }

  draw() {
    clearTimeout(this.next);
    const left = this.untilValue - now();
    this.#ring(left / (this.untilValue - this.fromValue));
    const words = this.saidValue.replace("{}", duration(Math.abs(left)));
    if (this.timeTarget.textContent !== words) this.timeTarget.textContent = words;
    const turned = this.turnValue && now() >= this.turnValue;
    if (turned) this.dispatch("turned");
    this.next = setTimeout(() => this.draw(), turned ? ASK_AGAIN : this.#pause(left));
  }

  #ring(share) {
    const left = Math.round(1000 * Math.min(1, Math.max(0, share))) / 10;
    this.element
      .querySelector(".mark :is(.left, .wedge)")
      ?.setAttribute("stroke-dasharray", `0 ${Math.round(10 * (100 - left)) / 10} ${left}`);
  }

  // The next moment at which a word changes, or the state turns
  #pause(left) {
    const step = left > 0 && left <= MINUTE ? 1000 : MINUTE;
    const edge = left > 0 ? left % step : step - (-left % step);
    const turn = this.turnValue ? this.turnValue - now() : Infinity;
    return Math.max(50, Math.min(edge + 20, turn));
  }
}
