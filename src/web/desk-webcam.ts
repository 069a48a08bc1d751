import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { FilmFacts } from "../core/desk.ts";
import { HINT_TEXTS } from "../core/hint-texts.ts";
import type { Text } from "../core/text.ts";
import type { View } from "../core/view.ts";
import { drawLuma, fetchFilm, filmedFrom, type GreyFrame } from "./desk-frames.ts";
import { sendToDesk } from "./desk-request.ts";
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
  asking: { vi: "Trình duyệt đang hỏi: hãy cho phép trang này dùng webcam.", en: "The browser asks: allow this page to use the webcam." },
  cancel: { vi: "Thôi", en: "Cancel" },
  play: { vi: "Thử không cần webcam", en: "Try without a webcam" },
  stopFilm: { vi: "Dừng", en: "Stop" },
  picture: { vi: "Hình mà máy thấy", en: "What the kiosk sees" },
  gone: {
    vi: "Webcam đã ngắt. Hãy cắm lại rồi bật webcam lần nữa, hoặc thử không cần webcam.",
    en: "The webcam has gone. Plug it in and start it again, or try without one.",
  },
} as const satisfies Record<string, Text>;

/** Why a webcam cannot be had, by the error's name (Media Capture and Streams, section 10.2); any other: it cannot be opened. */
const NOT_OPENED = {
  NotFoundError: {
    vi: "Máy tính này không có webcam. Hãy cắm một webcam rồi bật lại, hoặc thử không cần webcam.",
    en: "This computer has no webcam. Plug one in and start it again, or try without one.",
  },
  NotAllowedError: {
    vi: "Trình duyệt không cho trang này dùng webcam. Hãy cho phép ở đầu thanh địa chỉ rồi bật lại, hoặc thử không cần webcam.",
    en: "The browser does not let this page use the webcam. Allow it at the address bar and start it again, or try without one.",
  },
} as const satisfies Record<string, Text>;
const OTHERWISE_NOT_OPENED: Text = {
  vi: "Không mở được webcam, có thể chương trình khác đang dùng. Hãy đóng chương trình đó rồi bật lại, hoặc thử không cần webcam.",
  en: "The webcam cannot be opened; another program may be using it. Close that and start it again, or try without one.",
};

/** What sends frames: a webcam, which the browser may still be asking for, or the film in its place. */
type Playing =
  | { readonly kind: "asking" }
  | { readonly kind: "webcam"; readonly stream: MediaStream }
  | { readonly kind: "film"; readonly film: FilmFacts };

const STOP_WORDS = { asking: "cancel", webcam: "stop", film: "stopFilm" } as const satisfies Record<Playing["kind"], keyof typeof WORDS>;

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
    const isFilm = playing?.kind === "film";
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <p class="hint" ?hidden=${playing}>${WORDS.hint[language]}</p>
      <p class="hint" role="status" ?hidden=${playing?.kind !== "asking"}>${WORDS.asking[language]}</p>
      <div class="picture" ?hidden=${!playing || playing.kind === "asking"}>
        <video ?hidden=${isFilm} muted playsinline></video>
        <canvas ?hidden=${!isFilm} role="img" aria-label=${WORDS.picture[language]}></canvas>
        ${playing ? this.#advice() : nothing}
      </div>
      <p class="hint says" ?hidden=${!isFilm}>${this._says?.[language]}</p>
      <p role="alert">${this._complaint?.[language]}</p>
      ${playing ? html`<button @click=${this.#stop}>${WORDS[STOP_WORDS[playing.kind]][language]}</button>` : this.#buttons()}
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
    const asking: Playing = { kind: "asking" };
    this._playing = asking;
    this._complaint = undefined;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
      // Whoever cancelled meanwhile, or left the page, has no other way to switch it off.
      if (this._playing !== asking) return endStream(stream);
      await this.#sendWebcam({ kind: "webcam", stream });
    } catch (error) {
      if (this._playing === asking) this.#stopFor(notOpened(error));
    }
  }

  async #sendWebcam(playing: Extract<Playing, { kind: "webcam" }>): Promise<void> {
    this._playing = playing;
    await this.updateComplete;
    const video = this.renderRoot.querySelector("video");
    if (!video) return;
    // Not bound in the template: each change of what the kiosk shows would set it anew, and so end what plays.
    video.srcObject = playing.stream;
    try {
      await video.play();
    } catch (error) {
      if (this._playing === playing) this.#stopFor(notOpened(error));
      return;
    }
    await this.#sendFrames(playing, filmedFrom(video, playing.stream));
    if (this._playing === playing) this.#stopFor(WORDS.gone);
  }

  async #startFilm(film: FilmFacts): Promise<void> {
    this._complaint = undefined;
    const playing: Playing = { kind: "film", film };
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
    if (this._playing?.kind === "webcam") endStream(this._playing.stream);
    this._playing = undefined;
    this._says = undefined;
  }

  #stopFor(complaint: Text): void {
    this.#stop();
    this._complaint = complaint;
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

function endStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function notOpened(error: unknown): Text {
  const reasons: Readonly<Record<string, Text>> = NOT_OPENED;
  return (error instanceof DOMException ? reasons[error.name] : undefined) ?? OTHERWISE_NOT_OPENED;
}

customElements.define("desk-webcam", DeskWebcam);
