// Single keys that do something can be switched off (WCAG 2.1.4); the choice stays in the browser.
const OFF = "keys:off";

export const areOff = () => Boolean(localStorage.getItem(OFF));

export function switchTo(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

// Where letters are words
export const TYPING = "input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable]";

// Whether a key alone is a letter of somebody's words, part of another shortcut, or taken already
export const isTaken = (event) =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING);
