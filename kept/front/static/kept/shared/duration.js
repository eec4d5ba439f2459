// A stretch of time in the words that the server uses: "2 h 10", "38 min", "42 s".
// kept/core/say says the same; a browser test holds the two together.
const NARROW = "\u202f";

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(Math.abs(milliseconds) / 1000));
  if (seconds < 60) return `${seconds}${NARROW}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${NARROW}min`;
  const rest = minutes % 60;
  const hours = `${Math.floor(minutes / 60)}${NARROW}h`;
  return rest ? `${hours}${NARROW}${String(rest).padStart(2, "0")}` : hours;
}
