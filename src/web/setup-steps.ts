// The steps of a first run that are a choice and nothing more: language, board, readers.
import { html, nothing, type TemplateResult } from "lit";
import type { GuideReader, GuideView } from "../core/set-up/guide-view.ts";
import type { Text } from "../core/text.ts";
import { tell } from "./setup-guide-request.ts";
import { type First, said } from "./setup-said.ts";

/** What visitors can be spoken to in, and which comes first: the page follows it at once. */
export function languageStep({ languages, available }: GuideView, first: First): TemplateResult {
  const choose = (next: readonly string[]) => void tell({ do: "language", languages: [...next] });
  const others = available.filter(({ language }) => language !== languages[0]);
  const toggle = (language: string) =>
    choose(languages.includes(language) ? languages.filter((each) => each !== language) : [...languages, language]);
  return html`<section class="step" tabindex="0">
    <div class="two">
      <div>
        <h2>${said(FIRST_LANGUAGE, first)}</h2>
        <div class="choices" role="radiogroup" aria-label=${FIRST_LANGUAGE[first]}>
          ${available
            .filter(({ language }) => language === "vi" || language === "en")
            .map(
              ({ language, name }) => html`<button role="radio" data-first=${language} aria-checked=${language === languages[0]}
                @click=${() => choose([language, ...languages.filter((each) => each !== language)])}>
                <span class="box round" aria-hidden="true">${language === languages[0] ? "●" : ""}</span><span lang=${language}>${name}</span></button>`,
            )}
        </div>
      </div>
      <div>
        <h2>${said(OTHER_LANGUAGES, first)}</h2>
        <div class="choices">
          ${others.map(
            ({
              language,
              name,
            }) => html`<button data-language=${language} aria-pressed=${languages.includes(language)} @click=${() => toggle(language)}>
              <span class="box" aria-hidden="true">${languages.includes(language) ? "✓" : ""}</span><span lang=${language}>${name}</span></button>`,
          )}
        </div>
      </div>
    </div>
    <p class="text note">${said(BY_PAPER, first)}</p>
    <p class="small">${said(NOT_IN_SERVICE, first)}</p>
  </section>`;
}

/** The lines that the standard wiring uses on this board, and what is in the way of them. */
export function boardStep({ board }: GuideView, first: First): TemplateResult {
  if (!board) return html``;
  const { model, chip, chosen, state, found, todo, lines } = board;
  const mark = { ready: "good", absent: "warn", conflict: "bad" }[state];
  return html`<section class="step" tabindex="0">
    <div class=${chosen === "none" ? "one" : "two"}>
      <div>
        <h2>${model ?? said(NO_MODEL, first)}</h2>
        ${chip === undefined ? nothing : html`<p class="small mono">${chip}</p>`}
        <p class="text note ${mark}" role="status">${state === "ready" ? said(BOARD_READY, first) : said(found, first)}</p>
        ${todo ? html`<p class="text">→ ${said(todo, first)}</p>` : nothing}
        <div class="choices" role="radiogroup" aria-label=${WITH_BOARD[first]}>${(["gpio", "none"] as const).map(
          (
            kind,
          ) => html`<button role="radio" data-board=${kind} aria-checked=${kind === chosen} ?disabled=${kind === "gpio" && state === "absent"}
            @click=${() => void tell({ do: "board", kind })}>
            <span class="box round" aria-hidden="true">${kind === chosen ? "●" : ""}</span><span>${said(kind === "gpio" ? WITH_BOARD : NO_BOARD, first)}</span></button>`,
        )}</div>
      </div>
      ${
        chosen === "none"
          ? nothing
          : html`<div>
        <table><thead><tr><th>${said(LINE, first)}</th><th>GPIO</th><th>${said(PIN, first)}</th></tr></thead>
          <tbody>${lines.map(
            ({ label, gpio, pin, heldBy }) => html`<tr>
              <td>${label[first]}${heldBy === undefined ? nothing : html` <b class="held">✗ ${heldBy}</b>`}</td><td>${gpio}</td><td>${pin}</td></tr>`,
          )}</tbody></table>
        <p class="small">${said(BY_SHEET, first)}</p>
      </div>`
      }
    </div>
  </section>`;
}

/** Every reader and camera that was found, which of them this kiosk shall have, and whether it reads. */
export function readersStep({ readers }: GuideView, first: First): TemplateResult {
  const { found = [], families = [] } = readers ?? {};
  const family = (reader: GuideReader) => html`<label class="small">${said(FAMILY, first)}
    <select data-profile=${reader.id} @change=${(event: Event) => chooseFamily(reader.id, event)}>
      <option value="" ?selected=${reader.profile === undefined}>—</option>
      ${families.map(({ id, name }) => html`<option value=${id} ?selected=${id === reader.profile}>${name}</option>`)}
    </select></label>`;
  return html`<section class="step" tabindex="0">
    <p class="text">${said(HOLD_UP, first)}</p>
    ${found.length === 0 ? html`<p class="text note bad" role="status">${said(NO_READER, first)}</p>` : nothing}
    ${found.map(
      (reader) => html`<div class="reader" data-reader=${reader.id}>
        <button class="choice" aria-pressed=${reader.isChosen} @click=${() => void tell({ do: "reader", id: reader.id, isChosen: !reader.isChosen })}>
          <span class="box" aria-hidden="true">${reader.isChosen ? "✓" : ""}</span>
          <span><b>${reader.name}</b> <small>${KINDS[reader.kind][first]} · ${STATES[reader.state][first]}</small></span>
        </button>
        <p class="text heard" role="status">${reader.read === 0 ? said(NOTHING_READ, first) : html`<b class="ok">✓ ${said(READ, first)}</b> <span class="small">${reader.lastLength} ${CHARACTERS[first]}</span>`}</p>
        ${reader.mayChooseProfile && reader.isChosen ? family(reader) : nothing}
      </div>`,
    )}
  </section>`;
}

function chooseFamily(id: string, event: Event): void {
  const { value } = event.target as HTMLSelectElement;
  void tell({ do: "profile", id, profile: value === "" ? null : value });
}

const FIRST_LANGUAGE: Text = { vi: "Ngôn ngữ chính của máy", en: "The kiosk's own language" };
const OTHER_LANGUAGES: Text = { vi: "Khách chọn thêm được", en: "Visitors may also choose" };
const BY_PAPER: Text = {
  vi: "Không chạm được màn hình? Đưa các mã trên phiếu cấu hình vào máy đọc, hoặc cắm USB: máy tự đi tiếp.",
  en: "No way to touch the screen? Hold up the codes of the configuration sheet, or insert the stick: the kiosk goes on by itself.",
};
const NOT_IN_SERVICE: Text = { vi: "Máy chưa phục vụ. Mời ông bà gặp nhân viên.", en: "Not in service yet. Please see a member of staff." };
const NO_MODEL: Text = { vi: "Không rõ loại bo mạch", en: "A board of unknown model" };
const BOARD_READY: Text = {
  vi: "Đã thấy các chân nối; không chương trình nào khác đang dùng.",
  en: "The lines are there, and no other program has them.",
};
const WITH_BOARD: Text = { vi: "Có đèn, còi", en: "With lamps and buzzer" };
const NO_BOARD: Text = { vi: "Không đèn, chỉ màn hình", en: "No lamps, screen only" };
const LINE: Text = { vi: "Bộ phận", en: "Part" };
const PIN: Text = { vi: "Chân số", en: "Header pin" };
const BY_SHEET: Text = {
  vi: "Theo sơ đồ dây chuẩn. Nối khác, hoặc mở cửa bằng rơ-le, thì phiếu cấu hình phải ghi.",
  en: "The standard wiring. Other pins, and a door relay, must be on the configuration sheet.",
};
const HOLD_UP: Text = { vi: "Đưa một mã QR bất kỳ trước từng máy đọc.", en: "Hold any QR code before each reader." };
const NO_READER: Text = {
  vi: "Chưa thấy máy đọc hay camera nào. Cắm vào, máy sẽ tự thấy.",
  en: "No reader or camera yet. Plug one in; it is seen by itself.",
};
const NOTHING_READ: Text = { vi: "chưa đọc mã nào", en: "nothing read yet" };
const READ: Text = { vi: "Đọc được", en: "It reads" };
const CHARACTERS: Text = { vi: "ký tự", en: "characters" };
const FAMILY: Text = { vi: "Loại máy đọc", en: "Family" };
const KINDS: Readonly<Record<GuideReader["kind"], Text>> = {
  serial: { vi: "máy đọc nối tiếp", en: "serial reader" },
  keyboard: { vi: "máy đọc kiểu bàn phím", en: "reader that types" },
  hid: { vi: "máy đọc HID-POS", en: "HID-POS reader" },
  camera: { vi: "camera", en: "camera" },
};
const STATES: Readonly<Record<GuideReader["state"], Text>> = {
  ok: { vi: "sẵn sàng", en: "ready" },
  starting: { vi: "đang mở", en: "opening" },
  missing: { vi: "chưa mở", en: "not open" },
};
