// The server's clock. A page says when it was made; how far this machine's clock is off follows.
const said = Number(document.querySelector('meta[name="clock"]')?.content);
const ahead = said ? said - (performance.timeOrigin + responseEnd()) : 0;

function responseEnd() {
  return performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
}

export const now = () => Date.now() + ahead;
