// A passkey is made or used: what the desk asks goes to the device, its answer into the form.
const form = document.querySelector("form[data-passkey]");
const { passkey: does, options, start } = form.dataset;
const show = (what) => {
  for (const one of ["failed", "known"]) form.querySelector(`[data-${one}]`).hidden = one !== what;
};

let asking; // what the device is still asked; a second press asks anew

async function answer() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const asked = JSON.parse(options);
  if (does === "add") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
    return navigator.credentials.create({ publicKey, signal });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  return navigator.credentials.get({ publicKey, signal });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  show();
  try {
    form.elements.answer.value = JSON.stringify((await answer()).toJSON());
    form.submit();
  } catch (error) {
    if (error.name === "AbortError") return;
    show(error.name === "InvalidStateError" ? "known" : "failed");
  }
});

if (start !== undefined && form.querySelector("[data-failed]").hidden) form.requestSubmit();
