import { html, nothing, type TemplateResult } from "lit";
import { PANEL_PROFILES, PANELS, type Panel } from "../core/panel-profile.ts";
import type { GuideView, ScreenChoicesView } from "../core/set-up/guide-view.ts";
import type { Text } from "../core/text.ts";
import { tell } from "./setup-guide-request.ts";
import { type First, said } from "./setup-said.ts";

/** Decibels a touch. */
const LOUDER_DB = 3;
const [SOFTEST_DB, LOUDEST_DB] = [-24, 0] as const;

/** What the screen hangs on, whether it can be touched, and out of what and how loud it is heard. */
export function screenStep({ screen }: GuideView, first: First): TemplateResult {
  if (!screen) return html``;
  const likely = likelyPanel();
  return html`<section class="step" tabindex="0"><div class="two">
    <div>
      <h2>${said(WHICH_PANEL, first)}</h2>
      <div class="choices" role="radiogroup" aria-label=${WHICH_PANEL[first]}>${PANELS.map((panel) => {
        const isChosen = panel === screen.panel;
        return html`<button role="radio" data-panel=${panel} aria-checked=${isChosen} @click=${() => void tell({ do: "panel", panel })}>
          <span class="box round" aria-hidden="true">${isChosen ? "●" : ""}</span>
          <span><b>${panel.replace("-inch", "″")}</b> <small>${PANEL_PROFILES[panel].distanceCm} cm${panel === likely ? html` · ${LIKELY[first]}` : nothing}</small></span></button>`;
      })}</div>
      <div class="choices"><button data-do="touch" aria-pressed=${screen.touch} @click=${() => void tell({ do: "touch", touch: !screen.touch })}>
        <span class="box" aria-hidden="true">${screen.touch ? "✓" : ""}</span><span>${said(TOUCH, first)}</span></button></div>
    </div>
    <div>
      <h2>${said(SOUND, first)}</h2>
      ${screen.devices.length === 0 ? html`<p class="text note warn">${said(NO_DEVICE, first)}</p>` : devices(screen, first)}
      ${screen.room === undefined ? nothing : volume(screen, screen.room, first)}
      ${screen.soundFault === undefined ? nothing : html`<p class="text note bad" role="alert">${said(NOT_HEARD, first)} <span class="small mono">${screen.soundFault}</span></p>`}
      ${screen.room === undefined ? nothing : prompts(screen, first)}
    </div>
  </div></section>`;
}

function devices({ devices: found, room, volumeDb }: ScreenChoicesView, first: First): TemplateResult {
  return html`<div class="choices long" role="radiogroup" aria-label=${SOUND[first]}>
    ${found.map(
      ({ name, about }) => html`<button role="radio" data-sound=${name} aria-checked=${name === room}
        @click=${() => void tell({ do: "sound", sound: { room: name, volumeDb } })}>
        <span class="box round" aria-hidden="true">${name === room ? "●" : ""}</span><span>${about} <small class="mono">${name}</small></span></button>`,
    )}
    <button role="radio" data-sound="none" aria-checked=${room === undefined} @click=${() => void tell({ do: "sound", sound: "none" })}>
      <span class="box round" aria-hidden="true">${room === undefined ? "●" : ""}</span><span>${said(SILENT, first)}</span></button>
  </div>`;
}

function volume({ volumeDb }: ScreenChoicesView, room: string, first: First): TemplateResult {
  const to = (db: number) => () => void tell({ do: "sound", sound: { room, volumeDb: Math.min(LOUDEST_DB, Math.max(SOFTEST_DB, db)) } });
  return html`<div class="stepper" role="group" aria-label=${VOLUME[first]}>
    <button data-do="softer" ?disabled=${volumeDb <= SOFTEST_DB} aria-label=${SOFTER[first]} @click=${to(volumeDb - LOUDER_DB)}>−</button>
    <output class="text">${volumeDb} dB</output>
    <button data-do="louder" ?disabled=${volumeDb >= LOUDEST_DB} aria-label=${LOUDER[first]} @click=${to(volumeDb + LOUDER_DB)}>+</button>
    <button data-do="play" @click=${to(volumeDb)}>▶ ${said(PLAY, first)}</button>
  </div>`;
}

function prompts({ prompts: packs }: ScreenChoicesView, first: First): TemplateResult {
  const words = { spoken: SPOKEN, placeholder: PLACEHOLDER, missing: MISSING } as const;
  return html`<ul class="small">${packs.map(({ language, state }) => html`<li><b>${language}</b>: ${words[state][first]}.</li>`)}</ul>`;
}

/** By what the browser knows of the panel; whoever stands before it knows better. */
function likelyPanel(): Panel | undefined {
  const [long, short] = [Math.max(screen.width, screen.height), Math.min(screen.width, screen.height)];
  return PANELS.find((panel) => PANEL_PROFILES[panel].width === long && PANEL_PROFILES[panel].height === short);
}

const WHICH_PANEL: Text = { vi: "Màn hình cỡ nào?", en: "Which panel?" };
const LIKELY: Text = { vi: "giống loại này", en: "looks like this one" };
const TOUCH: Text = { vi: "Khách chạm được màn hình (có nút bấm)", en: "Visitors can touch it (buttons are shown)" };
const SOUND: Text = { vi: "Loa", en: "Loudspeaker" };
const NO_DEVICE: Text = {
  vi: "Không thấy loa nào. Máy vẫn chạy được; cắm loa vào, trang sẽ tự thấy.",
  en: "No loudspeaker. The kiosk works without; plug one in and it is seen.",
};
const SILENT: Text = { vi: "Không có tiếng", en: "No sound" };
const VOLUME: Text = { vi: "Âm lượng", en: "Volume" };
const SOFTER: Text = { vi: "Nhỏ hơn", en: "Softer" };
const LOUDER: Text = { vi: "To hơn", en: "Louder" };
const PLAY: Text = { vi: "Nghe thử", en: "Listen" };
const NOT_HEARD: Text = { vi: "Loa này không phát được:", en: "This device does not play:" };
const SPOKEN: Text = { vi: "có lời thu sẵn", en: "recorded voice" };
const PLACEHOLDER: Text = { vi: "giọng máy (tạm)", en: "a machine's voice (stand-in)" };
const MISSING: Text = { vi: "chưa có lời, chỉ có tiếng báo", en: "no voice, tones only" };
