// What a page can do: whatever answers to a single key, by the words that it has itself
export function actsOf(page) {
  const known = [...page.querySelectorAll("[data-key]")].filter((one) => one.checkVisibility());
  return known
    .map((element) => ({ element, name: nameOf(element), key: element.dataset.key }))
    .filter(({ name }) => name);
}

function nameOf(element) {
  if (element.ariaLabel) return element.ariaLabel;
  const said = (element.labels?.[0] ?? element).cloneNode(true);
  for (const key of said.querySelectorAll("kbd")) key.remove();
  return said.textContent.replace(/\s+/g, " ").trim();
}

export function option({ element, name, key }, place, kind) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", id: `palette-act-${place}`, role: "option", tabIndex: -1 });
  const [words, about, sign] = ["span", "small", "kbd"].map((tag) => document.createElement(tag));
  words.textContent = name;
  sign.textContent = key.toUpperCase();
  about.append(kind, " ", sign);
  made.append(words, about);
  made.addEventListener("click", () => {
    const writes = element.matches("input, textarea, select");
    setTimeout(() => (writes ? element.focus() : element.click()));
  });
  return made;
}

export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

// One of the options is chosen: the field keeps the focus, and says which one it is
export function choose(chosen, options, field) {
  for (const one of options) one.ariaSelected = String(one === chosen);
  field.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}
