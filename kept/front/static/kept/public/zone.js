// Tells the server the reader's time zone: in a cookie, and in the hidden field of a form.
// A page that shows times in another zone is shown again, once, in the reader's own.
const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
const cookie = `zone=${timeZone}`;
const known = document.cookie.split("; ").includes(cookie);

if (timeZone && !known) document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
for (const field of document.querySelectorAll('input[name="zone"]')) field.value = timeZone;

const shown = document.body.dataset.zone;
const kept = document.cookie.split("; ").includes(cookie);
if (shown && shown !== timeZone && !known && kept && document.body.dataset.method !== "post") location.reload();
