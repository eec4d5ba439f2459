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
