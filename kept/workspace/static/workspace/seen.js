// What the writer has seen. It follows the page while nothing is written; once words are there it
// stands still, so that the server can say what came in meanwhile. When it has said so, it moves.
const follow = () => {
  const shown = document.getElementById("shown");
  const composer = document.querySelector(".composer");
  if (!shown || !composer) return;
  const idle = !composer.elements.text.value.trim();
  if (idle || "told" in shown.dataset) composer.elements.seen.value = shown.value;
};

for (const name of ["turbo:load", "turbo:render", "turbo:morph"]) document.addEventListener(name, follow);
