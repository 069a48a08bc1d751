import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { LATER_TEXTS } from "../core/later-texts.ts";
import { MIRROR_HEIGHT, MIRROR_WIDTH } from "../core/mirror-picture.ts";
import type { Say } from "./citizen-choices.ts";
import { line } from "./said-line.ts";

/** Follows what the camera sees; `take` gets nothing while nobody stands there, and while the kiosk does not answer. */
export function followMirror(take: (picture: string | undefined) => void): void {
  const source = new EventSource("/mirror");
  source.addEventListener("mirror", ({ data }: MessageEvent<string>) => take((JSON.parse(data) as string) || undefined));
  source.addEventListener("error", () => {
    take(undefined);
    // A refused connection is final to the browser, not to us.
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => followMirror(take), 2000);
  });
}

/** What the camera sees, with the place where a code is read best, and what would help beside it. */
export function mirrorScreen(picture: string, say: Say, help: TemplateResult | undefined): TemplateResult {
  const { large, small } = say(LATER_TEXTS.mirror);
  return html`<div class="mirror">
    <tram-mirror .picture=${picture} aria-hidden="true"></tram-mirror>${help}
    <p class="kept">${line(large)}<br>${line(small)}</p>
  </div>`;
}

/** The mirror itself: what it shows is drawn over and kept nowhere. */
class TramMirror extends LitElement {
  static override properties = { picture: { attribute: false } };
  /** Base64 of core/mirror-picture.ts. */
  declare picture: string;

  override render(): TemplateResult {
    return html`<canvas width=${MIRROR_WIDTH} height=${MIRROR_HEIGHT}></canvas>
      <svg viewBox="0 0 96 72"><path d="M30 20v-7h7m22 0h7v7m0 32v7h-7m-22 0h-7v-7"/></svg>`;
  }

  override updated(_changed: PropertyValues): void {
    const context = this.renderRoot.querySelector("canvas")?.getContext("2d");
    const greys = atob(this.picture);
    if (!context || greys.length !== MIRROR_WIDTH * MIRROR_HEIGHT) return;
    const image = context.createImageData(MIRROR_WIDTH, MIRROR_HEIGHT);
    for (let at = 0; at < greys.length; at++) image.data.fill(greys.charCodeAt(at), 4 * at, 4 * at + 3).fill(255, 4 * at + 3, 4 * at + 4);
    context.putImageData(image, 0, 0);
  }

  static override styles = css`
    :host { display: block; position: relative; aspect-ratio: 96 / 72; height: 100%; }
    canvas, svg { position: absolute; inset: 0; width: 100%; height: 100%; border-radius: 4%; }
    path { fill: none; stroke: #fff; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; paint-order: stroke; filter: drop-shadow(0 0 1px #000); }
  `;
}

customElements.define("tram-mirror", TramMirror);

export const partStyle = css`
  .mirror { flex: 1; min-height: 0; display: flex; justify-content: center; align-items: center; gap: calc(2 * var(--u)); align-self: stretch; padding: calc(0.6 * var(--u)) 0; }
  .mirror tram-mirror { flex: none; }
  .invite .mirror .attract { flex: 0 1 30%; width: 30%; height: 100%; margin: 0; }
  .mirror .kept { flex: 0 1 24%; font-size: calc(2 * var(--u)); line-height: 1.45; color: var(--muted); text-align: start; }
  .tall .mirror { flex-direction: column; }
  .tall .mirror tram-mirror { height: 55%; }
  .tall .invite .mirror .attract { flex: 0 1 20%; width: 100%; }
  .tall .mirror .kept { flex: none; text-align: center; }
`;
