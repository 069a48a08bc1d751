import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { FilmFacts } from "../core/desk.ts";
import { HINT_TEXTS } from "../core/hint-texts.ts";
import type { Text } from "../core/text.ts";
import type { View } from "../core/view.ts";
import { complaintIn, sendToDesk, UNREACHABLE } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

/** From one frame to the next, milliseconds: as often as the kiosk's own camera. */
const EVERY_MS = 1000 / 15;
/** The film goes on by so much from one frame to the next, milliseconds, however long that one takes. */
const MOST_FILM_MS = 150;

const WORDS = {
  title: { vi: "Webcam", en: "Webcam" },
  hint: { vi: "Hình đi thẳng vào bộ đọc của máy, không được lưu.", en: "Frames go to the kiosk's own decoder; none is kept." },
  start: { vi: "Bật webcam", en: "Start webcam" },
  stop: { vi: "Tắt webcam", en: "Stop webcam" },
  play: { vi: "Thử không cần webcam", en: "Try without a webcam" },
  stopFilm: { vi: "Dừng", en: "Stop" },
  picture: { vi: "Hình mà máy thấy", en: "What the kiosk sees" },
  denied: {
    vi: "Không mở được webcam. Hãy cho phép trang này dùng webcam, và xem có chương trình nào khác đang dùng không. Hoặc thử không cần webcam.",
    en: "The webcam cannot be opened. Allow this page to use it, and see whether another program does. Or try without one.",
  },
} as const satisfies Record<string, Text>;

/** What sends frames: a webcam, or the film in its place. */
type Playing = { readonly stream: MediaStream } | { readonly film: FilmFacts };

/** The laptop's webcam, or a film of one, in place of the kiosk's camera: frames go out as they are, grey; the page looks for nothing in them. */
class DeskWebcam extends LitElement {
  static override properties = {
    language: {},
    film: { attribute: false },
    view: { attribute: false },
    _playing: { state: true },
    _says: { state: true },
    _complaint: { state: true },
  };
  declare language: Language;
  declare film: FilmFacts | undefined;
  /** What the kiosk shows: its hints are said here, too. */
  declare view: View | undefined;
  declare _playing: Playing | undefined;
  declare _says: Text | undefined;
  declare _complaint: Text | undefined;

  constructor() {
    super();
    this.language = "vi";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render(): TemplateResult {
    const { language, _playing: playing } = this;
    const isFilm = playing !== undefined && "film" in playing;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <p class="hint" ?hidden=${playing}>${WORDS.hint[language]}</p>
      <div class="picture" ?hidden=${!playing}>
        <video ?hidden=${isFilm} muted playsinline .srcObject=${playing && "stream" in playing ? playing.stream : null}></video>
        <canvas ?hidden=${!isFilm} role="img" aria-label=${WORDS.picture[language]}></canvas>
        ${playing ? this.#advice() : nothing}
      </div>
      <p class="hint says" ?hidden=${!isFilm}>${this._says?.[language]}</p>
      <p role="alert">${this._complaint?.[language]}</p>
      ${playing ? html`<button @click=${this.#stop}>${WORDS[isFilm ? "stopFilm" : "stop"][language]}</button>` : this.#buttons()}
    </section>`;
  }

  #buttons(): TemplateResult {
    const { language, film } = this;
    return html`<div class="buttons">
      <button @click=${this.#startWebcam}>${WORDS.start[language]}</button>
      ${film ? html`<button @click=${() => this.#startFilm(film)}>${WORDS.play[language]}</button>` : nothing}
    </div>`;
  }

  #advice(): TemplateResult | typeof nothing {
    const { view, language } = this;
    const hint = view?.kind === "attract" ? view.hint : undefined;
    return hint ? html`<p class="advice" role="status">${HINT_TEXTS[hint.advice][language]}</p>` : nothing;
  }

  async #startWebcam(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
      this._complaint = undefined;
      const playing = { stream };
      this._playing = playing;
      await this.updateComplete;
      const video = this.renderRoot.querySelector("video");
      await video?.play();
      if (video) await this.#sendFrames(playing, filmedFrom(video, stream));
    } catch {
      this._complaint = WORDS.denied;
      this.#stop();
    }
  }

  async #startFilm(film: FilmFacts): Promise<void> {
    this._complaint = undefined;
    const playing = { film };
    this._playing = playing;
    await this.updateComplete;
    const canvas = this.renderRoot.querySelector("canvas");
    let atMs = 0;
    let lastMs = performance.now();
    if (canvas) {
      await this.#sendFrames(playing, async () => {
        // On a slow machine the film takes longer, and nothing of it is left out.
        const nowMs = performance.now();
        atMs += Math.round(Math.min(nowMs - lastMs, MOST_FILM_MS));
        lastMs = nowMs;
        if (atMs >= film.lastsMs) return undefined;
        const luma = await fetchFilm(atMs);
        if (!(luma instanceof Uint8Array)) {
          this._complaint = luma;
          return undefined;
        }
        this._says = film.shots.findLast(({ fromMs }) => fromMs <= atMs)?.says;
        drawLuma(canvas, film, luma);
        return { width: film.width, height: film.height, luma };
      });
    }
    if (this._playing === playing) this.#stop();
  }

  #stop(): void {
    const playing = this._playing;
    if (playing && "stream" in playing) for (const track of playing.stream.getTracks()) track.stop();
    this._playing = undefined;
    this._says = undefined;
  }

  /** One frame at a time, so that a busy kiosk gets fewer, never a queue of old ones; until there are no more. */
  async #sendFrames(playing: Playing, next: () => Promise<GreyFrame | undefined>): Promise<void> {
    while (this._playing === playing) {
      const startMs = performance.now();
      const frame = await next();
      if (!frame) return;
      const { width, height, luma } = frame;
      if (width > 0 && this._playing === playing) this._complaint = await sendToDesk(`/desk/frame?width=${width}&height=${height}`, luma);
      // After a complaint at leisure: whoever reads it must not be in the way of the machine that comes back.
      const pauseMs = this._complaint ? 1000 : EVERY_MS - (performance.now() - startMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs)));
    }
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: grid; }
      .panel { display: flex; flex-direction: column; gap: 4px; align-items: flex-start; }
      .panel > button, .buttons { margin-top: auto; }
      .buttons { display: flex; flex-wrap: wrap; gap: 6px; }
      .picture { position: relative; flex: 1 0 156px; width: 100%; border-radius: 8px; overflow: hidden; background: #000; }
      .picture[hidden], video[hidden], canvas[hidden], .says[hidden] { display: none; }
      video, canvas { position: absolute; width: 100%; height: 100%; object-fit: contain; }
      video { transform: scaleX(-1); }
      .advice { position: absolute; inset: auto 0 0; padding: 3px 8px; background: rgb(0 0 0 / 78%); color: #fff; font-weight: 600; font-size: 0.8125rem; line-height: 1.4; }
    `,
  ];
}

/** One frame as the kiosk takes it: a byte a pixel, without padding. */
interface GreyFrame {
  readonly width: number;
  readonly height: number;
  readonly luma: Uint8Array<ArrayBuffer>;
}

/** What the webcam shows now, for as long as it does. */
function filmedFrom(video: HTMLVideoElement, stream: MediaStream): () => Promise<GreyFrame | undefined> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    if (!context || !stream.active) return undefined;
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return { width, height, luma: new Uint8Array() };
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0);
    return { width, height, luma: lumaOf(context.getImageData(0, 0, width, height).data) };
  };
}

/** The film at so many milliseconds, or why there is none. */
async function fetchFilm(atMs: number): Promise<Uint8Array<ArrayBuffer> | Text> {
  try {
    const response = await fetch(`/desk/film?ms=${atMs}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : complaintIn(await response.json());
  } catch {
    return UNREACHABLE;
  }
}

function drawLuma(canvas: HTMLCanvasElement, { width, height }: FilmFacts, luma: Uint8Array): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < luma.length; pixel++) rgba.fill(luma[pixel] ?? 0, pixel * 4, pixel * 4 + 3);
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
}

/** One byte a pixel by the weights of ITU-R BT.601, as cameras make their Y plane. */
function lumaOf(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const luma = new Uint8Array(rgba.length / 4);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 4) {
    luma[pixel] = (77 * (rgba[at] ?? 0) + 150 * (rgba[at + 1] ?? 0) + 29 * (rgba[at + 2] ?? 0)) >> 8;
  }
  return luma;
}

customElements.define("desk-webcam", DeskWebcam);
