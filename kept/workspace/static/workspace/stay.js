// The list stays where it was scrolled to when a ticket opens beside it, and a thread opens at
// its end, where the newest words are. A refresh of the same page is Turbo's and moves nothing.
let top = 0;
let list = "";

const rows = () => document.getElementById("rows");
const title = () => document.querySelector(".inbox h1")?.textContent ?? "";

document.addEventListener("turbo:before-render", () => {
  top = rows()?.scrollTop ?? 0;
  list = title();
});
document.addEventListener("turbo:load", () => {
  if (rows() && title() === list) rows().scrollTop = top;
  const thread = document.getElementById("thread");
  if (thread && !location.hash) thread.scrollTop = thread.scrollHeight;
});
