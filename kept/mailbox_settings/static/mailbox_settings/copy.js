// Copies what a button points at, and says so on the button.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const what = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(what.textContent);
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(what);
  }
});
