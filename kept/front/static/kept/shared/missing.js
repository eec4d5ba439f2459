// What a request lacks that the team would have to ask for, from its words as they are typed:
// "two" (two matters in one), "since", "page" or "browser"; null where nothing stands out.
// English, French and German at once: many write in another language than the page's. A guess that
// only ever offers a sentence, so it is silent where it is not sure.
const word = (...parts) => new RegExp(`(?<!\\p{L})(?:${parts.join("|")})`, "iu");

const TWO = word(
  "another (?:question|thing|problem|issue|matter)", "second(?:ly)? (?:question|problem|issue)",
  "two (?:questions|problems|issues|things)", "on another note", "unrelated", "autre (?:question|chose|sujet|problème)",
  "deux (?:questions|problèmes|choses|sujets)", "par ailleurs", "rien à voir", "noch eine frage", "noch etwas anderes",
  "andere frage", "zwei (?:fragen|probleme|dinge|anliegen)", "zweitens",
);
const TROUBLE = word(
  "error", "bugs?(?!\\p{L})", "crash", "broken", "no longer", "stuck", "blank", "fail", "frozen", "stop(?:s|ped)", "(?:does|do|did|is|can)(?:n[’']t| ?not)",
  "erreur", "bogue", "plant(?:e|é)", "bloqu", "(?:marche|fonctionne|charge|affiche) (?:pas|plus)", "échou", "s[’']arrête", "impossible",
  "fehler", "nicht mehr", "geht nicht", "(?:funktioniert|lädt|öffnet) nicht", "hängt", "stürzt", "bleibt", "abgebrochen", "kaputt",
);
const SINCE = word(
  "since", "yesterday", "today", "tonight", "this (?:morning|week|afternoon)", "last (?:week|night|month)", "(?:an?|\\d+) (?:hours?|days?|weeks?) ago",
  "(?:mon|tues|wednes|thurs|fri|satur|sun)day", "depuis", "hier(?!\\p{L})", "aujourd", "ce matin", "cette semaine", "il y a",
  "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "seit", "gestern", "heute", "vor \\d+",
  "(?:mon|diens|donners|frei|sams|sonn)tag", "mittwoch", "\\d{1,2}[./:h]\\d{1,2}", "always", "toujours", "immer",
);
const PAGE = word(
  "https?:", "www\\.", "/\\p{L}+/", "pages?(?!\\p{L})", "screen", "menu", "button", "tabs?(?!\\p{L})", "report", "settings", "dashboard",
  "écran", "bouton", "onglet", "rapport", "réglages", "paramètres", "tableau de bord",
  "seite", "bildschirm", "menü", "knopf", "schaltfläche", "bericht", "einstellungen",
);
const BROWSER = word(
  "chrom", "firefox", "safari", "edge(?!\\p{L})", "opera(?!\\p{L})", "brave", "browser", "navigateur", "iphone", "ipad", "android",
  "windows", "mac(?:os|book)?(?!\\p{L})", "linux", "phone", "téléphone", "handy",
);
const ENOUGH = 40;

export function missing(text) {
  if (text.trim().length < ENOUGH) return null;
  if (TWO.test(text)) return "two";
  if (!TROUBLE.test(text)) return null;
  if (!SINCE.test(text)) return "since";
  if (!PAGE.test(text)) return "page";
  return BROWSER.test(text) ? null : "browser";
}
