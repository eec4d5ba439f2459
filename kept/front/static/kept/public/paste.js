// Pictures pasted anywhere on the page, dropped onto a [data-paste] or chosen in its file field.
import { Pictures } from "../shared/pictures.js";

for (const place of document.querySelectorAll("[data-paste]")) {
  const input = place.querySelector('input[type="file"]');
  const pictures = new Pictures(input, place.querySelector(".gathered"), place.dataset.paste);
  const over = (is) => place.toggleAttribute("data-over", is);
  input.addEventListener("change", () => pictures.chosen());
  place.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
  place.addEventListener("dragleave", () => over(false));
  place.addEventListener("drop", (event) => (over(false), pictures.take(event)));
  document.addEventListener("paste", (event) => pictures.take(event));
}
