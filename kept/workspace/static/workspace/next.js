// Which ticket comes after the one that is being settled: the row below it in the list, else the
// one above. It is fetched before anybody asks for it.
import { session } from "../kept/vendor/turbo.js";

const next = () => {
  const rows = [...document.querySelectorAll(".row")];
  const here = rows.findIndex((row) => row.ariaCurrent);
  return here < 0 ? undefined : (rows[here + 1] ?? rows[here - 1]);
};

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-next]")) return;
  const field = target.elements.next ?? target.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "next" }));
  field.value = next()?.id.replace("ticket-", "") ?? "";
}, true);

document.addEventListener("turbo:load", () => {
  const row = next();
  const soon = window.requestIdleCallback ?? setTimeout;
  if (row) soon(() => row.isConnected && session.preloader.preloadURL(row));
});
