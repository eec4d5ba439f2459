// Drafts in this browser: {text, at} under "draft:…"; what can't be read counts as none.
const PREFIX = "draft:";
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const NONE = { text: "", at: 0 };

export const read = (kept) => {
  try {
    return { ...NONE, ...JSON.parse(kept) };
  } catch {
    return NONE;
  }
};
export const named = (key) => `${PREFIX}${key}`;
export const load = (name) => read(localStorage.getItem(name));
export const forget = (name) => localStorage.removeItem(name);
export const keep = (name, text, at) => localStorage.setItem(name, JSON.stringify({ text, at }));

export function forgetOld(now) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && load(name).at < now - KEPT_FOR) forget(name);
  }
}
