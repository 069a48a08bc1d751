import { html, LitElement, nothing, type TemplateResult } from "lit";
import { JOBS, type JobName, type JobState, type StickTrust, type WorkView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import { setupStyle } from "./setup-style.ts";
import { TechnicianLook } from "./technician-look.ts";
import { askWork, beginJob } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

/** How often the page asks how far a job is, in milliseconds. */
const LOOK_MS = 700;

const WORDS: Readonly<Record<JobName, { readonly title: Text; readonly what: Text }>> = {
  journal: {
    title: { vi: "Nhật ký ra USB", en: "Journal onto the stick" },
    what: { vi: "Những mục trung tâm chưa có, để mang về.", en: "What central does not hold yet, to be carried there." },
  },
  support: {
    title: { vi: "Gói hỗ trợ", en: "Support bundle" },
    what: { vi: "Cho người hỗ trợ ở xa. Không có tên người, khoá hay mã PIN.", en: "For whoever helps from afar. No names, keys or PINs." },
  },
  backup: {
    title: { vi: "Bản sao lưu", en: "Backup" },
    what: { vi: "Cho máy thay thế. Có mật khẩu mới kèm trí nhớ.", en: "For a replacement. With a passphrase its memory is in it, too." },
  },
};

const STICK: Readonly<Record<WorkView["stick"], Text>> = {
  in: { vi: "● Có USB", en: "A stick is in" },
  none: { vi: "○ Chưa cắm USB", en: "No stick" },
  unwatched: { vi: "⚠ Cấu hình không có [trust] sticks, máy không tìm USB", en: "[trust] sticks is not set: the kiosk looks for no stick" },
};

/** Everything that goes onto a stick, or comes from it, in one place. Sends `lost` where the kiosk does not let it in any more. */
class TechnicianSticks extends LitElement {
  static override properties = { token: { attribute: false }, _refused: { state: true } };
  declare token: string;
  /** Why the last press did nothing. */
  declare _refused: Text | undefined;
  readonly #look = new TechnicianLook<WorkView>(this, LOOK_MS, () => askWork(this.token));

  override render(): TemplateResult {
    const view = this.#look.value;
    if (!view) return html`<section class="inside"></section>`;
    const stick = view.sticks ? manySticks(view.sticks) : STICK[view.stick];
    const isBusy = JOBS.some((job) => view.jobs[job].state === "working");
    return html`<section class="inside">
      <p class="text stick" role="status">${stick.vi} <span lang="en">${stick.en}</span></p>
      ${this._refused ? html`<p class="wrong text" role="alert">${this._refused.vi} <span lang="en">${this._refused.en}</span></p>` : nothing}
      <ul class="jobs">${JOBS.map((job) => this.#job(job, view.jobs[job], isBusy || view.stick !== "in"))}${trust(view.trust)}${CONFIGURATION}</ul>
    </section>`;
  }

  #job(job: JobName, { state, progress = 0, said }: JobState, isDisabled: boolean): TemplateResult {
    const { title, what } = WORDS[job];
    return html`<li class=${JOB_TONE[state]} data-job=${job}>
      <span class="mark" aria-hidden="true">${JOB_MARKS[state]}</span>
      <div>
        <h2>${title.vi} <span lang="en">${title.en}</span></h2>
        <p class="small">${what.vi} <span lang="en">${what.en}</span></p>
        ${job === "backup" ? html`<label class="small">Mật khẩu <span lang="en">passphrase</span> <input type="password" autocomplete="off" maxlength="200" /></label>` : nothing}
        ${state === "working" ? html`<progress max="1" value=${progress} aria-label=${title.vi}></progress>` : nothing}
        ${said ? html`<p class="small said-of-it" role="status"><b>${said.vi}</b> <span lang="en">${said.en}</span></p>` : nothing}
      </div>
      <button data-do=${job} ?disabled=${isDisabled} @click=${() => void this.#begin(job)}>${state === "working" ? "Đang ghi…" : "Ghi"} <small lang="en">Write</small></button>
    </li>`;
  }

  async #begin(job: JobName): Promise<void> {
    const input = job === "backup" ? this.renderRoot.querySelector("input") : undefined;
    try {
      this._refused = await beginJob(this.token, job, input?.value);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("lost", { detail: error }));
      return;
    }
    if (input) input.value = "";
    await this.#look.now();
  }

  static override styles = [setupStyle, technicianStyle];
}

const JOB_MARKS: Readonly<Record<JobState["state"], string>> = { idle: "○", working: "…", done: "✓", failed: "✗" };
const JOB_TONE: Readonly<Record<JobState["state"], string>> = { idle: "untested", working: "needed", done: "ok", failed: "fault" };

/** Which of them is written on: nobody should carry the other one away. */
function manySticks({ count, writesOn }: NonNullable<WorkView["sticks"]>): Text {
  return { vi: `● Có ${count} USB, ghi vào ${writesOn}`, en: `${count} sticks are in; ${writesOn} is written on` };
}

/** What the kiosk takes by itself: nobody has to press anything. */
function trust({ state, version, refused }: StickTrust): TemplateResult {
  const held: Text =
    version === 0
      ? { vi: "Chưa có bộ tin cậy nào.", en: "No trust yet." }
      : { vi: `Đang dùng bản ${version}.`, en: `Version ${version} is in use.` };
  return html`<li class=${{ none: "untested", ok: "ok", refused: "fault" }[state]} data-job="trust">
    <span class="mark" aria-hidden="true">${{ none: "○", ok: "✓", refused: "✗" }[state]}</span>
    <div>
      <h2>Bộ tin cậy từ USB <span lang="en">Trust from a stick</span></h2>
      <p class="small">Cắm USB: máy tự nhận trong vài giây. ${held.vi} <span lang="en">Put the stick in: it is taken within seconds. ${held.en}</span></p>
      ${refused ? html`<p class="small said-of-it" role="alert"><b>${refused.vi}</b> <span lang="en">${refused.en}</span></p>` : nothing}
    </div>
  </li>`;
}

const CONFIGURATION = html`<li class="untested" data-job="configuration">
  <span class="mark" aria-hidden="true">○</span>
  <div>
    <h2>Cấu hình từ USB <span lang="en">Configuration from a stick</span></h2>
    <p class="small">Xem thay đổi và áp dụng ở trang Cấu hình. <span lang="en">Look at what changes and apply it under Configuration.</span></p>
  </div>
</li>`;

customElements.define("technician-sticks", TechnicianSticks);
