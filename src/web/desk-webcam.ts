import { css, html, LitElement, type TemplateResult } from "lit";
import type { Text } from "../core/text.ts";
import { sendToDesk } from "./desk-request.ts";
import type { Language } from "./language.ts";
import { staffStyle } from "./staff-style.ts";

/** Pause between two frames, milliseconds: with the sending itself about five frames a second. */
const PAUSE_MS = 180;

const WORDS = {
  title: { vi: "Webcam", en: "Webcam" },
  hint: { vi: "Hình đi thẳng vào bộ đọc của máy, không được lưu.", en: "Frames go to the kiosk's own decoder; none is kept." },
  start: { vi: "Bật webcam", en: "Start webcam" },
  stop: { vi: "Tắt webcam", en: "Stop webcam" },
  denied: {
    vi: "Không mở được webcam. Hãy cho phép trang này dùng webcam, và xem có chương trình nào khác đang dùng không.",
    en: "The webcam cannot be opened. Allow this page to use it, and see whether another program does.",
  },
} as const satisfies Record<string, Text>;

/** The laptop's webcam in place of the kiosk's camera: frames go out as they are, grey; the page looks for nothing in them. */
class DeskWebcam extends LitElement {
  static override properties = { language: {}, _stream: { state: true }, _complaint: { state: true } };
  declare language: Language;
  declare _stream: MediaStream | undefined;
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
    const { language } = this;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${WORDS.title[language]}</h2>
      <p class="hint" ?hidden=${this._stream}>${WORDS.hint[language]}</p>
      <video ?hidden=${!this._stream} muted playsinline .srcObject=${this._stream ?? null}></video>
      <p role="alert">${this._complaint?.[language]}</p>
      <button @click=${this._stream ? this.#stop : this.#start}>${WORDS[this._stream ? "stop" : "start"][language]}</button>
    </section>`;
  }

  async #start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
      this._complaint = undefined;
      this._stream = stream;
      await this.updateComplete;
      await this.renderRoot.querySelector("video")?.play();
      await this.#sendFrames(stream);
    } catch {
      this._complaint = WORDS.denied;
      this.#stop();
    }
  }

  #stop(): void {
    for (const track of this._stream?.getTracks() ?? []) track.stop();
    this._stream = undefined;
  }

  /** One frame at a time, so that a busy kiosk gets fewer, never a queue of old ones. */
  async #sendFrames(stream: MediaStream): Promise<void> {
    const video = this.renderRoot.querySelector("video");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    while (video && context && this._stream === stream && stream.active) {
      const { videoWidth: width, videoHeight: height } = video;
      if (width > 0) {
        Object.assign(canvas, { width, height });
        context.drawImage(video, 0, 0);
        const luma = lumaOf(context.getImageData(0, 0, width, height).data);
        this._complaint = await sendToDesk(`/desk/frame?width=${width}&height=${height}`, luma);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  static override styles = [
    staffStyle,
    css`
      :host { display: grid; }
      .panel { display: flex; flex-direction: column; gap: 4px; align-items: flex-start; }
      .panel button { margin-top: auto; }
      video { flex: 1 1 84px; height: 0; min-height: 60px; width: 100%; object-fit: cover; border-radius: 8px; background: #000; transform: scaleX(-1); }
      video[hidden] { display: none; }
    `,
  ];
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
