// A picture before it is sent: what nobody needs to see is painted over, what matters is framed.
// What comes out is a new picture of the canvas: hidden points, and where it was taken, are not in it.
const LEAST = 4;

/** Shows `file` in the page's dialog; the new file, or null where it is left as it was. */
export async function marked(file) {
  const template = document.getElementById("marking");
  const dialog = template.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  const easel = new Easel(dialog, await createImageBitmap(file));
  dialog.showModal();
  const answer = await easel.answer();
  const blob = answer ? await easel.picture() : null;
  dialog.close();
  dialog.remove();
  return blob && new File([blob], file.name.replace(/\.\w+$/, ".png"), { type: "image/png" });
}

class Easel {
  #drawn = [];
  #frame = null;

  constructor(dialog, image) {
    this.dialog = dialog;
    this.image = image;
    this.canvas = dialog.querySelector("canvas");
    this.canvas.width = image.width;
    this.canvas.height = image.height;
    this.thick = Math.max(2, Math.round(image.width / 250));
    this.#listen();
    this.#paint();
  }

  answer() {
    return new Promise((resolve) => {
      this.dialog.addEventListener("cancel", () => resolve(false));
      this.dialog.addEventListener("click", ({ target: { value } }) => {
        if (value === "undo") this.#undo();
        if (value === "done" || value === "leave") resolve(value === "done" && this.#drawn.length > 0);
      });
    });
  }

  picture() {
    this.#frame = null;
    this.#paint();
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
  }

  #listen() {
    let from = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      from = this.#point(event);
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => from && this.#show(between(from, this.#point(event))));
    this.canvas.addEventListener("pointerup", () => ((from = null), this.#draw()));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    const step = Math.round(this.image.width / 40);
    const [x, y] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [];
    if (x === undefined && event.key !== "Enter") return;
    event.preventDefault();
    const { width, height } = this.image;
    const frame = this.#frame ?? { x: width * 0.4, y: height * 0.45, w: width * 0.2, h: height * 0.1 };
    if (event.key === "Enter") this.#draw();
    else if (event.shiftKey) this.#show({ ...frame, w: Math.max(step, frame.w + x), h: Math.max(step, frame.h + y) });
    else this.#show({ ...frame, x: frame.x + x, y: frame.y + y });
  }

  #show(frame) {
    this.#frame = frame;
    this.#paint();
  }

  #draw() {
    const frame = this.#frame;
    this.#frame = null;
    if (frame && frame.w > LEAST && frame.h > LEAST) {
      const tool = this.dialog.querySelector("[name=tool]:checked").value;
      this.#drawn.push({ tool, ...frame });
      const said = this.dialog.querySelector("[role=status]");
      said.textContent = said.dataset[tool === "hide" ? "hidden" : "marked"];
    }
    this.#paint();
  }

  #undo() {
    this.#drawn.pop();
    this.#paint();
  }

  #paint() {
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.image, 0, 0);
    for (const one of this.#drawn) this.#stroke(pen, one);
    if (this.#frame) this.#stroke(pen, { tool: "frame", ...this.#frame });
  }

  #stroke(pen, { tool, x, y, w, h }) {
    if (tool === "hide") {
      pen.fillStyle = "#1b1f2a";
      pen.fillRect(Math.floor(x), Math.floor(y), Math.ceil(w) + 1, Math.ceil(h) + 1);
      return;
    }
    pen.lineWidth = this.thick;
    pen.setLineDash(tool === "frame" ? [this.thick * 3, this.thick * 2] : []);
    pen.strokeStyle = tool === "frame" ? "#1b1f2a" : "#c0261c";
    pen.strokeRect(x, y, w, h);
  }

  #point({ clientX, clientY }) {
    const seen = this.canvas.getBoundingClientRect();
    const across = this.canvas.width / seen.width, down = this.canvas.height / seen.height;
    return { x: (clientX - seen.left) * across, y: (clientY - seen.top) * down };
  }
}

function between(one, other) {
  return {
    x: Math.min(one.x, other.x), y: Math.min(one.y, other.y),
    w: Math.abs(one.x - other.x), h: Math.abs(one.y - other.y),
  };
}
