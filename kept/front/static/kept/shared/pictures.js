// Files on their way into a form: pasted, dropped or chosen; shown; taken back.
// Needs no framework: the workspace wraps it in a behaviour, customers' pages call it directly.

/**
 * Gathers files for a file `input` and shows them in `list`. `remove` names the button: "Remove {}".
 * `mark`, where pictures can be drawn on: {words: "Mark {}", by: the file → the new file or null}.
 */
export class Pictures {
  #files = [];

  constructor(input, list, remove, mark = null) {
    Object.assign(this, { input, list, remove, mark });
    this.#files = [...input.files];
    this.#show();
  }

  /** Files of a paste or a drop: those, or false for none, so that plain text goes its way. */
  take(event) {
    const files = [...(event.clipboardData ?? event.dataTransfer)?.files ?? []];
    if (!files.length) return false;
    event.preventDefault();
    const taken = files.map(named);
    this.#add(taken);
    return taken;
  }

  /** A picture that was made here. */
  made(file) {
    this.#add([named(file)]);
  }

  /** The person chose files: the browser replaced what was there, we add instead. */
  chosen() {
    this.#add([...this.input.files]);
  }

  clear() {
    this.#files = [];
    this.#keep();
  }

  #add(files) {
    this.#files = [...this.#files, ...files];
    this.#keep();
  }

  #keep() {
    const transfer = new DataTransfer();
    for (const file of this.#files) transfer.items.add(file);
    this.input.files = transfer.files;
    this.#show();
  }

  #show() {
    for (const picture of this.list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.list.replaceChildren(...this.#files.map((file, place) => this.#item(file, place)));
  }

  #item(file, place) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    const size = Object.assign(document.createElement("small"), { textContent: sized(file.size) });
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button bare",
      textContent: "×",
      ariaLabel: this.remove.replace("{}", file.name),
    });
    button.addEventListener("click", () => {
      this.#files.splice(place, 1);
      this.#keep();
      this.input.focus();
    });
    words.append(file.name, size);
    item.append(picture(file), words, ...this.#marker(file), button);
    return item;
  }

  #marker(file) {
    if (!this.mark || !DRAWN.includes(file.type)) return [];
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button bare",
      textContent: "✎",
      ariaLabel: this.mark.words.replace("{}", file.name),
    });
    button.addEventListener("click", async () => {
      const drawn = await this.mark.by(file);
      if (drawn) this.#files[this.#files.indexOf(file)] = drawn;
      this.#keep();
      this.input.focus();
    });
    return [button];
  }
}

const DRAWN = ["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"];

function picture(file) {
  if (!file.type.startsWith("image/")) return document.createElement("span");
  return Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "" });
}

// A pasted screenshot is called "image.png" by every browser; the moment tells two of them apart.
function named(file, place) {
  if (file.name !== "image.png") return file;
  const moment = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return new File([file], `screenshot-${moment}${place ? `-${place}` : ""}.png`, { type: file.type });
}

function sized(bytes) {
  const language = document.documentElement.lang;
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const amount = bytes / (bytes < 1e6 ? 1e3 : 1e6);
  return new Intl.NumberFormat(language, {
    style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount);
}
