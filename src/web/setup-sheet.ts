import { css, html, nothing, type TemplateResult } from "lit";
import { PROVISIONING_FAULTS } from "../core/faults/provisioning-faults.ts";
import { PROVISIONING_REFUSALS } from "../core/provisioning/refusal.ts";
import type {
  SetupAnswer,
  SetupCodes,
  SetupDone,
  SetupHeard,
  SetupReview,
  SetupView,
  SetupWaiting,
} from "../core/provisioning/setup-view.ts";
import type { SourceStatus } from "../core/screen.ts";
import { tellSetup } from "./setup-guide-request.ts";
import "./setup-review.ts";
import { type First, said } from "./setup-said.ts";
import { HEARD_WORDS as HEARD, READER_STATES as STATES, SHEET_WORDS as WORDS } from "./setup-sheet-words.ts";

/** What a sheet or a stick has come to: its codes, the question, the code for enrolment. `onTaken`: what is done where the code was taken away, instead of beginning to work. */
export function sheetContent(view: SetupView, first: First, onTaken?: () => void): TemplateResult {
  switch (view.kind) {
    case "waiting":
      return waiting(view, first);
    case "codes":
      return codes(view, first);
    case "review":
      return review(view, first);
    case "applying":
      return html`<section class="middle" role="status"><p class="large">${said(WORDS.applying, first)}</p></section>`;
    case "done":
      return done(view, first, onTaken);
  }
}

function codes({ have, count, missing, heard }: SetupCodes, first: First): TemplateResult {
  const places = Array.from({ length: count }, (_, at) => at + 1);
  const left = missing.join(", ");
  return html`<section class="middle" role="status">
    <p class="large">${said({ vi: `Đã đọc ${have} / ${count} mã`, en: `${have} of ${count} codes` }, first)}</p>
    <ul class="parts">${places.map((place) => html`<li class=${missing.includes(place) ? "" : "read"}>${missing.includes(place) ? place : "✓"}</li>`)}</ul>
    <p class="text">${said({ vi: `Còn mã số ${left}.`, en: `Still to show: ${left}.` }, first)}</p>
    ${heardText(heard, first)}
    <button data-do="again" @click=${() => tellSetup("again")}>${said(WORDS.again, first)}</button>
  </section>`;
}

function review(offered: SetupReview, first: First): TemplateResult {
  return html`<setup-review .review=${offered} .first=${first} @again=${() => tellSetup("again")}
    @answer=${(event: CustomEvent<SetupAnswer>) => tellSetup("answer", event.detail)}></setup-review>`;
}

function done(
  { kiosk, enrolment, deviceFingerprint, isOnStick, remembers, notTaken = [] }: SetupDone,
  first: First,
  onTaken?: () => void,
): TemplateResult {
  const code = html`<svg class="qr" role="img" aria-label=${WORDS.code[first]} viewBox="0 0 ${enrolment.modules} ${enrolment.modules}"><path d=${enrolment.path} /></svg>`;
  const button = onTaken
    ? html`<button class="primary" data-do="taken" @click=${onTaken}>${said(WORDS.taken, first)}</button>`
    : html`<button class="primary" data-do="finish" @click=${() => tellSetup("finish")}>${said(WORDS.finish, first)}</button>`;
  return html`<section class="done" role="status">
    <div>
      <p class="large">✓ ${first === "en" ? "Done" : "Xong"}: <span class="name">${kiosk}</span></p>
      <p class="text">${said(isOnStick ? WORDS.photographOrStick : WORDS.photograph, first)}</p>
      ${remembers === undefined ? nothing : html`<p class="small ${remembers ? "" : "wrong"}">${said(remembers ? WORDS.remembers : WORDS.forgets, first)}</p>`}
      <p class="text">${said(WORDS.fingerprint, first)} <b class="mono">${deviceFingerprint}</b></p>
      ${button}
      <p class="small">${said(WORDS.orAgain, first)}</p>
      ${onTaken ? nothing : html`<p class="small next">${said(WORDS.byKeyboard, first)}</p>`}
    </div>
    ${notTaken.length === 0 ? code : html`<figure>${code}${notTakenText(notTaken, first)}</figure>`}
  </section>`;
}

function waiting({ readers, refused, heard }: SetupWaiting, first: First): TemplateResult {
  return html`<section class="middle ${refused ? "has-trouble" : ""}">
    ${refused ? refusedText(refused, first) : nothing}
    <p class="large">${said(WORDS.bring, first)}</p>
    ${heardText(heard, first)}
    ${refused ? nothing : PICTURE}
    <ul class="readers small">${readers.length === 0 ? html`<li>⚠ ${said(WORDS.noReader, first)}</li>` : readers.map((each) => reader(each, first))}</ul>
    <p class="citizen small">${said(WORDS.notInService, first)}</p>
  </section>`;
}

function heardText(heard: SetupHeard | undefined, first: First): TemplateResult {
  return html`<div role="status">${heard ? html`<p class="text note warn">${said(HEARD[heard], first)}</p>` : nothing}</div>`;
}

function refusedText({ refusal, particulars }: NonNullable<SetupWaiting["refused"]>, first: First): TemplateResult {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  // Only the steps have a clock to set, and who sees this has them.
  const todo = refusal === "clock-wrong" ? WORDS.setClock : next;
  const { code } = PROVISIONING_FAULTS[`setup-${refusal}`];
  return html`<div class="wrong text" role="alert"><b>${said(detail, first)}</b> <span class="todo">${said(todo, first)}</span>
    <ul class="small">${particulars.map((line) => html`<li>${line}</li>`)}<li>${code}</li></ul></div>`;
}

function reader({ kind, state, detail }: SourceStatus, first: First): TemplateResult {
  const mark = { ok: "●", starting: "◐", missing: "○" }[state];
  return html`<li title=${detail}>${mark} ${kind === "camera" ? "Camera" : WORDS.reader[first]} ${STATES[state][first]}</li>`;
}

/** As many names as have their place on the screen. */
const MAX_NAMES = 4;

function notTakenText(names: readonly string[], first: First): TemplateResult {
  const listed = `${names.slice(0, MAX_NAMES).join(", ")}${names.length > MAX_NAMES ? ", …" : ""}`;
  const text = { vi: `KHÔNG lấy từ bản sao lưu: ${listed}`, en: `Not taken over; set it at the machine where needed: ${listed}` };
  return html`<figcaption class="small">${said(text, first)}</figcaption>`;
}

/** A sheet with codes, and a stick. */
const PICTURE = html`<svg class="picture" viewBox="0 0 560 230" role="img" aria-label="Phiếu có mã QR, hoặc USB">
  <path d="M60 12h120l44 44v148H60z"/><path d="M180 12v44h44"/><path d="M80 44h70"/>
  <path class="fill" fill-rule="evenodd" d="M80 78h46v46H80zM88 86v30h30V86zM96 94h14v14H96zM146 78h46v46h-46zM154 86v30h30V86zM162 94h14v14h-14zM80 142h46v46H80zM88 150v30h30v-30zM96 158h14v14H96z"/>
  <path class="fill" d="M146 142h16v16h-16zM172 150h20v12h-20zM150 170h12v18h-12zM176 172h16v16h-16z"/>
  <text x="290" y="118">hoặc</text>
  <rect x="360" y="78" width="110" height="60" rx="8"/><path d="M470 88h40v40h-40"/><path class="fill" d="M482 98h8v6h-8zM482 112h8v6h-8z"/><path d="M380 108h50"/>
</svg>`;

/** How these look, below the header of the page. */
export const setupSheetStyle = css`
  .middle { flex: 1; min-height: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: calc(2 * var(--u)); padding: calc(2 * var(--u)) calc(4 * var(--u)); text-align: center; }
  .middle .large { text-wrap: balance; }
  .middle.has-trouble { justify-content: space-between; }
  .wrong { text-align: left; align-self: stretch; }
  .wrong li { font-family: var(--mono); }
  .citizen { color: var(--muted); }
  .readers { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 calc(3 * var(--u)); }
  .picture { flex: 1; min-height: 0; max-height: calc(22 * var(--u)); width: 100%; }
  .picture path, .picture rect { fill: none; stroke: var(--ink); stroke-width: 4; stroke-linejoin: round; stroke-linecap: round; }
  .picture .fill { fill: var(--ink); stroke: none; }
  .picture text { font: 700 22px var(--font); text-anchor: middle; fill: var(--ink); }
  .parts { display: flex; flex-wrap: wrap; justify-content: center; gap: calc(1.4 * var(--u)); }
  .parts li { width: calc(8 * var(--u)); height: calc(8 * var(--u)); border: 3px solid #8b949d; border-radius: calc(1 * var(--u)); display: grid; place-content: center; font-size: calc(4 * var(--u)); font-weight: 700; color: var(--muted); }
  .parts .read { background: var(--accept); border-color: var(--accept); color: #fff; }
  .done { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: minmax(0, 1fr); align-items: center; gap: calc(2 * var(--u)); padding: calc(1 * var(--u)) calc(2 * var(--u)) calc(1 * var(--u)) calc(3 * var(--u)); }
  .done div { display: flex; flex-direction: column; gap: calc(0.8 * var(--u)); align-items: flex-start; align-self: safe center; }
  .done .large { font-size: calc(3.2 * var(--u)); }
  .done .text { font-size: calc(2 * var(--u)); }
  .done .small { font-size: calc(1.7 * var(--u)); }
  .done .other { font-size: calc(1.7 * var(--u)); }
  .todo { display: block; }
  .wrong .first[lang], .wrong .other { color: #fff; }
  .done .mono { display: block; font-size: calc(2.6 * var(--u)); white-space: nowrap; }
  .done .wrong { padding: calc(0.6 * var(--u)) calc(1.2 * var(--u)); }
  .name { white-space: nowrap; }
  .qr { height: min(calc(50 * var(--u)), 100%); background: #fff; shape-rendering: crispEdges; }
  .done figure { width: calc(47 * var(--u)); height: 100%; margin: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; }
  .done figure .qr { height: calc(43 * var(--u)); }
  .done figcaption { overflow-wrap: anywhere; }
  .done .next { border-left: calc(0.6 * var(--u)) solid var(--line); padding-left: calc(1.2 * var(--u)); }
  setup-review { flex: 1; min-height: 0; }
  @container (max-aspect-ratio: 1) {
    .done { grid-template-columns: none; grid-template-rows: auto minmax(0, 1fr); justify-items: center; }
    .qr { height: 100%; max-width: 100%; }
    .done figure { width: 100%; }
  }
`;
