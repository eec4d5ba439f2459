// Files pasted or dropped anywhere on the page, or chosen in the file field of its [data-paste].
// Anywhere: a browser opens what is dropped beside a field, and the text of the form is lost.
import { canCapture, captured } from "./capture.js";
import { Pictures } from "../shared/pictures.js";

const place = document.querySelector("[data-paste]");
if (place) {
  const input = place.querySelector('input[type="file"]');
  const mark = place.dataset.marking && {
    words: place.dataset.mark,
    by: async (file) => (await import(place.dataset.marking)).marked(file),
  };
  const pictures = new Pictures(input, place.querySelector(".gathered"), place.dataset.paste, mark);
  const capture = place.querySelector("[data-capture]");
  if (capture && canCapture()) {
    capture.hidden = false;
    capture.addEventListener("click", async () => {
      const file = await captured();
      if (file) pictures.made(file);
    });
  }
  const over = (is) => place.toggleAttribute("data-over", is);
  input.addEventListener("change", () => pictures.chosen());
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || over(false));
  document.addEventListener("drop", (event) => (over(false), pictures.take(event)));
  document.addEventListener("paste", (event) => {
    // Cells of a spreadsheet come as words and as a picture of them: the words are meant.
    if (!event.clipboardData.types.includes("text/plain")) pictures.take(event);
  });
}
