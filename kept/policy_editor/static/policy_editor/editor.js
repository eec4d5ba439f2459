// The policy editor's behaviours. They only bring what the server says to its place.
import { Application } from "../kept/vendor/stimulus.js";
import Beside from "./beside.js";
import Past from "./past.js";
import Place from "./place.js";
import Sheet from "./sheet.js";
import Typed from "./typed.js";

const behaviours = { beside: Beside, past: Past, place: Place, sheet: Sheet, typed: Typed };
const application = Application.start();
for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
