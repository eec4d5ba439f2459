// The rows of a list, and how they stay where they are.
export const entries = (rows) => [...rows.querySelectorAll(".entry")];

// Makes `fresh` what `old` is, with each row as `fresh` has it; says which are in it no more, and
// how many it has beside them. Behind the last of a page that goes on they are the next page's.
export function keep(old, fresh) {
  const now = new Map(entries(fresh).map((entry) => [entry.id, entry]));
  const order = [...now.keys()];
  const stays = old.cloneNode(true);
  const gone = [];
  for (const entry of entries(stays)) {
    const news = now.get(entry.id);
    const chosen = document.getElementById(entry.id)?.querySelector(".pick")?.checked;
    now.delete(entry.id);
    if (news) entry.replaceWith(news);
    else gone.push(entry);
    if (news && chosen) news.querySelector(".pick").checked = true;
    if (!news) entry.toggleAttribute("data-gone", true);
  }
  const last = Math.max(-1, ...entries(stays).map(({ id }) => order.indexOf(id)));
  const goesOn = stays.querySelector("[rel=next]");
  const waiting = [...now.keys()].filter((id) => !goesOn || order.indexOf(id) < last).length;
  fresh.dataset.one = old.dataset.one;
  fresh.dataset.many = old.dataset.many;
  fresh.replaceChildren(...stays.childNodes);
  return { gone, waiting };
}

// Draws the rows that are in the list no more as they stand now; those that cannot be had stay as
// they were
export async function bring(gone, { dataset: { list, current } }, url) {
  const asked = new URLSearchParams({ beside: list, current });
  for (const { dataset } of gone) asked.append("ticket", dataset.number);
  const answer = await fetch(`${url}?${asked}`).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const entry of gone) {
    const now = page.getElementById(entry.id);
    if (now) entry.replaceChildren(...now.childNodes);
  }
}
