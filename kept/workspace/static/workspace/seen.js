// What the writer has seen when they began to write. The page's own `seen` follows what comes in;
// as long as words stand here it is held, so that the server can say what they may have missed.
// Once it has said so (`.refused`), everything shown counts as seen.
let began = null;

const hold = () => {
  const form = document.querySelector(".composer");
  const seen = form?.elements.seen;
  if (!seen) return;
  if (!form.elements.text.value.trim()) {
    began = null;
  } else if (began?.form !== form.id || document.querySelector(".refused")) {
    began = { form: form.id, seen: seen.value };
  } else {
    seen.value = began.seen;
  }
};

for (const name of ["input", "turbo:load", "turbo:render", "turbo:morph"]) document.addEventListener(name, hold);
