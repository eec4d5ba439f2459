// The letter beside its words: shown anew shortly after each change, and places set in with a press.
const form = document.querySelector("[data-letter]");
const show = form?.querySelector("[data-preview]");
const proof = document.querySelector(".proof");
const PAUSE = 300; // milliseconds after the last key
let soon;
let shown = 0;

// A new frame for each, shown once it is there: nothing flickers, and Back leads to the page before.
function preview() {
  const next = proof.lastElementChild.cloneNode();
  next.removeAttribute("src");
  next.name = show.formTarget = `preview-${(shown += 1)}`;
  proof.append(next);
  next.addEventListener("load", () => {
    while (next.previousElementSibling) next.previousElementSibling.remove();
  });
  form.requestSubmit(show);
}

if (form?.dataset.letter === "typed") preview(); // what stands there is not what is kept

form?.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(preview, PAUSE);
});

document.addEventListener("click", ({ target }) => {
  const sign = target.closest?.("[data-insert]")?.dataset.insert;
  if (!sign) return;
  const body = form.elements.body;
  body.setRangeText(sign, body.selectionStart, body.selectionEnd, "end");
  body.focus();
  body.dispatchEvent(new Event("input", { bubbles: true }));
});
