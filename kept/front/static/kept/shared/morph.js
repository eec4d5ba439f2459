// What a page that is morphed into its newer self must not lose.

const NEAR = 48; // px from the end of a thread that count as its end

// What the person opened or closed stays so; the server doesn't know of it
export function keepOpen(event) {
  if (event.detail.attributeName === "open" && event.target.matches("details, dialog")) event.preventDefault();
}

// Who reads the end of a thread sees what comes in below it
export function stayAtEnd(detail) {
  const thread = document.querySelector(".thread");
  if (!thread || thread.scrollHeight - thread.scrollTop - thread.clientHeight > NEAR) return;
  const { render } = detail;
  detail.render = async (...pages) => {
    await render(...pages);
    if (thread.isConnected) thread.scrollTop = thread.scrollHeight;
  };
}
