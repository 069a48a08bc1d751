import { css, html, nothing, type TemplateResult } from "lit";
import { PROVISIONING_REFUSALS } from "../core/provisioning/refusal.ts";
import type { SetupAnswer, SetupCodes, SetupDone, SetupReview, SetupView, SetupWaiting } from "../core/provisioning/setup-view.ts";
import type { SourceStatus } from "../core/screen.ts";
import "./setup-review.ts";

/** What a sheet or a stick has come to: its codes, the question, the code for enrolment. */
export function sheetContent(view: SetupView): TemplateResult {
  switch (view.kind) {
    case "waiting":
      return waiting(view);
    case "codes":
      return codes(view);
    case "review":
      return review(view);
    case "applying":
      return html`<section class="middle" role="status"><p class="large">Đang ghi, đừng rút điện hay USB…</p><p class="text" lang="en">Writing. Leave power and stick in.</p></section>`;
    case "done":
      return done(view);
  }
}

function codes({ have, count, missing }: SetupCodes): TemplateResult {
  const places = Array.from({ length: count }, (_, at) => at + 1);
  return html`<section class="middle" role="status">
    <p class="large">Đã đọc ${have} / ${count} mã <span lang="en">${have} of ${count} codes</span></p>
    <ul class="parts">${places.map((place) => html`<li class=${missing.includes(place) ? "" : "read"}>${missing.includes(place) ? place : "✓"}</li>`)}</ul>
    <p class="text">Còn mã số <b>${missing.join(", ")}</b>. <span lang="en">Still to show: ${missing.join(", ")}.</span></p>
    <button data-do="again" @click=${() => post("again")}>Làm lại <small lang="en">Begin anew</small></button>
  </section>`;
}

function review(offered: SetupReview): TemplateResult {
  return html`<setup-review .review=${offered} @again=${() => post("again")}
    @answer=${(event: CustomEvent<SetupAnswer>) => post("answer", event.detail)}></setup-review>`;
}

function done({ kiosk, enrolment, deviceFingerprint, isOnStick, remembers, notTaken = [] }: SetupDone): TemplateResult {
  const code = html`<svg class="qr" role="img" aria-label="Mã ghi danh" viewBox="0 0 ${enrolment.modules} ${enrolment.modules}"><path d=${enrolment.path} /></svg>`;
  return html`<section class="done" role="status">
    <div>
      <p class="large">✓ Xong: <span class="name">${kiosk}</span></p>
      <p class="text"><b>Chụp mã này</b> gửi về nơi vận hành${isOnStick ? ", hoặc mang USB về: mã đã có trên đó" : ""}.
        <span lang="en">Photograph this code for the operator${isOnStick ? ", or take the stick back: it is on it" : ""}.</span></p>
      ${remembers === undefined ? nothing : memoryText(remembers)}
      <p class="text">Ghi dấu vân tay này vào phiếu: <b class="mono">${deviceFingerprint}</b> <span lang="en">Write this device fingerprint on the sheet.</span></p>
      <button class="primary" data-do="finish" @click=${() => post("finish")}>Đã chụp, bắt đầu làm việc <small>I have it, begin to work</small></button>
      <p class="small">Hoặc đưa lại mã xác nhận. <span lang="en">Or show the confirmation again.</span></p>
    <p class="small next">Sau đó, tại máy: <b class="command">tram technician pin</b>, <b class="command">tram staff add s-01</b>, và nghiệm thu: <b class="command">tram acceptance</b>. <span lang="en">Next, at the machine: the technician's PIN, a code for each clerk, the acceptance.</span></p>
    </div>
    ${notTaken.length === 0 ? code : html`<figure>${code}${notTakenText(notTaken)}</figure>`}
  </section>`;
}

function waiting({ readers, refused }: SetupWaiting): TemplateResult {
  return html`<section class="middle ${refused ? "has-trouble" : ""}">
    ${refused ? refusedText(refused) : nothing}
    <p class="large">Đưa các mã trên phiếu cấu hình vào máy đọc, hoặc cắm USB</p>
    <p class="text" lang="en">Hold up the codes of the configuration sheet, or insert the stick</p>
    ${refused ? nothing : PICTURE}
    <ul class="readers small">${readers.length === 0 ? html`<li>⚠ Chưa thấy máy đọc nào: cắm máy đọc, hoặc dùng USB. <span lang="en">No reader yet: plug one in, or use a stick.</span></li>` : readers.map(reader)}</ul>
    <p class="citizen small">Máy chưa phục vụ. Mời ông bà gặp nhân viên. <span lang="en">Not in service yet. Please see a member of staff.</span></p>
  </section>`;
}

function refusedText({ refusal, particulars }: NonNullable<SetupWaiting["refused"]>): TemplateResult {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  return html`<div class="wrong text" role="alert"><b>${detail.vi}</b> ${next.vi} <span class="small" lang="en">${detail.en} ${next.en}</span>
    <ul class="small">${particulars.map((line) => html`<li>${line}</li>`)}<li>${refusal}</li></ul></div>`;
}

function reader({ kind, state, detail }: SourceStatus): TemplateResult {
  const mark = { ok: "●", starting: "◐", missing: "○" }[state];
  return html`<li title=${detail}>${mark} ${kind === "camera" ? "Camera" : "Máy đọc"} ${{ ok: "sẵn sàng", starting: "đang mở", missing: "không thấy" }[state]}</li>`;
}

function memoryText(remembers: boolean): TemplateResult {
  return remembers
    ? html`<p class="small">Máy nhớ mọi thứ đã dùng ở máy cũ cho đến lúc sao lưu. <span lang="en">It remembers what was used until the backup.</span></p>`
    : html`<p class="small wrong">Máy KHÔNG nhớ toa thuốc đã dùng ở máy cũ: báo cho quầy. <span lang="en">It remembers nothing of the old kiosk: tell the counter.</span></p>`;
}

/** As many names as have their place on the screen. */
const MAX_NAMES = 4;

function notTakenText(names: readonly string[]): TemplateResult {
  const listed = `${names.slice(0, MAX_NAMES).join(", ")}${names.length > MAX_NAMES ? ", …" : ""}`;
  return html`<figcaption class="small">KHÔNG lấy từ bản sao lưu: <b>${listed}</b> <span lang="en">Not taken over; set it at the machine where needed.</span></figcaption>`;
}

/** A sheet with codes, and a stick. */
const PICTURE = html`<svg class="picture" viewBox="0 0 560 230" role="img" aria-label="Phiếu có mã QR, hoặc USB">
  <path d="M60 12h120l44 44v148H60z"/><path d="M180 12v44h44"/><path d="M80 44h70"/>
  <path class="fill" fill-rule="evenodd" d="M80 78h46v46H80zM88 86v30h30V86zM96 94h14v14H96zM146 78h46v46h-46zM154 86v30h30V86zM162 94h14v14h-14zM80 142h46v46H80zM88 150v30h30v-30zM96 158h14v14H96z"/>
  <path class="fill" d="M146 142h16v16h-16zM172 150h20v12h-20zM150 170h12v18h-12zM176 172h16v16h-16z"/>
  <text x="290" y="118">hoặc</text>
  <rect x="360" y="78" width="110" height="60" rx="8"/><path d="M470 88h40v40h-40"/><path class="fill" d="M482 98h8v6h-8zM482 112h8v6h-8z"/><path d="M380 108h50"/>
</svg>`;

async function post(what: "again" | "finish" | "answer", answer?: SetupAnswer): Promise<void> {
  // A server that has gone is seen by the stream, which then says so.
  await fetch(`/setup/${what}`, { method: "POST", ...(answer && { body: JSON.stringify(answer) }) }).catch(() => undefined);
}

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
  .done [lang] { display: block; font-size: calc(1.7 * var(--u)); }
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
