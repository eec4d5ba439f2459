// Below the text of a request: one thing that it lacks, once the typing rests. Says nothing again
// that it has said, so that nobody is nagged and no screen reader babbles.
import { missing } from "../shared/missing.js";

const RESTS = 1200;
const place = document.querySelector("[data-hints]");
if (place) {
  const text = document.getElementById(place.dataset.hints);
  const said = new Set();
  let rests;
  text.addEventListener("input", () => {
    clearTimeout(rests);
    rests = setTimeout(() => hint(missing(text.value)), RESTS);
  });
  function hint(what) {
    const shown = place.dataset.shown ?? null;
    if (what === shown) return;
    if (what && said.has(what)) what = null;
    place.textContent = what ? place.dataset[what] : "";
    if (what) {
      said.add(what);
      place.dataset.shown = what;
    } else delete place.dataset.shown;
  }
}
