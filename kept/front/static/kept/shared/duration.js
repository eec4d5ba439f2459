// A stretch of time in the server's words: "2 h 10", "38 min", "42 s", "3 d 4 h".
// kept.core.say.left decides the form; the language's units come with the page. A test holds the
// two together.
const { space = " ", units = "d h min s" } = document.querySelector('meta[name="clock"]')?.dataset ?? {};
const [DAY, HOUR, MINUTE, SECOND] = units.split(" ");

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return parts(seconds, minutes, hours).join(space);
}

function parts(seconds, minutes, hours) {
  if (hours >= 48) return [Math.floor(hours / 24), DAY, ...(hours % 24 ? [hours % 24, HOUR] : [])];
  if (hours) return [hours, HOUR, ...(minutes % 60 ? [String(minutes % 60).padStart(2, "0")] : [])];
  return minutes ? [minutes, MINUTE] : [seconds, SECOND];
}
