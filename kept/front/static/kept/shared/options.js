// Options that a field offers: arrows walk them while the field keeps the focus. Before the first
// stands the field itself, and after the last it comes again.
export function mark(field, options, at) {
  const next = at < -1 ? options.length - 1 : at < options.length ? at : -1;
  options.forEach((one, place) => (one.ariaSelected = String(place === next)));
  options[next]?.scrollIntoView({ block: "nearest" });
  if (options[next]) field.setAttribute("aria-activedescendant", options[next].id);
  else field.removeAttribute("aria-activedescendant");
  return next;
}

// What a key does to options that are open: "take" or "away", or which is marked then. Undefined for
// a key that is not theirs, and goes its way.
export function pressed(event, field, options, at) {
  if (!options.length || event.isComposing || event.ctrlKey || event.metaKey) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const takes = (event.key === "Enter" || event.key === "Tab") && options[at];
  if (!step && !takes && event.key !== "Escape") return undefined;
  event.preventDefault();
  event.stopImmediatePropagation();
  return step ? mark(field, options, at + step) : takes ? "take" : "away";
}

// The HTML at an address of ours; null where there is none: nothing is offered, and nothing is lost.
export async function fetched(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : null;
}
