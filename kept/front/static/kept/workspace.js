// The workspace's one script: Turbo, Stimulus, and what each behaviour is called.
import { config } from "./vendor/turbo.js";
import { Application } from "./vendor/stimulus.js";
import Choose from "./behaviours/choose.js";
import Complete from "./behaviours/complete.js";
import Compose from "./behaviours/compose.js";
import Countdown from "./behaviours/countdown.js";
import Draft from "./behaviours/draft.js";
import Handle from "./behaviours/handle.js";
import Hold from "./behaviours/hold.js";
import Keys from "./behaviours/keys.js";
import Live from "./behaviours/live.js";
import Menu from "./behaviours/menu.js";
import Offers from "./behaviours/offers.js";
import Palette from "./behaviours/palette.js";
import Paste from "./behaviours/paste.js";
import PromiseRing from "./behaviours/promise.js";
import Proof from "./behaviours/proof.js";
import Read from "./behaviours/read.js";
import Search from "./behaviours/search.js";
import Taken from "./behaviours/taken.js";
import Viewer from "./behaviours/viewer.js";
import Writing from "./behaviours/writing.js";

// Slow pages are shown by a line in base.css, after 400 ms; Turbo's own bar stays away.
config.drive.progressBarDelay = 2 ** 31 - 1;

const behaviours = {
  choose: Choose,
  complete: Complete,
  compose: Compose,
  countdown: Countdown,
  draft: Draft,
  handle: Handle,
  hold: Hold,
  keys: Keys,
  live: Live,
  menu: Menu,
  offers: Offers,
  palette: Palette,
  paste: Paste,
  promise: PromiseRing,
  proof: Proof,
  read: Read,
  search: Search,
  taken: Taken,
  viewer: Viewer,
  writing: Writing,
};
const application = Application.start();
for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
