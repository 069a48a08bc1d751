import { html, LitElement, nothing, type TemplateResult } from "lit";
import { PROVISIONING_REFUSALS } from "../core/provisioning/refusal.ts";
import type { SetupAnswer, SetupCodes, SetupDone, SetupReview, SetupView, SetupWaiting } from "../core/provisioning/setup-view.ts";
import type { NoWay, PairingOffer } from "../core/staff.ts";
import type { WorkView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import "./setup-review.ts";
import { setupStyle } from "./setup-style.ts";
import { TechnicianLook } from "./technician-look.ts";
import { answerConfiguration, askPairing, askWork, tellConfiguration } from "./technician-request.ts";
import { technicianStyle } from "./technician-style.ts";

const LOOK_MS = 700;

/** A signed configuration, by codes or from a stick: what would change is shown, and applied only then. And the pairing of the staff's devices. */
class TechnicianConfiguration extends LitElement {
  static override properties = { token: { attribute: false }, _pairing: { state: true }, _refused: { state: true } };
  declare token: string;
  declare _pairing: PairingOffer | "failed" | undefined;
  /** Why the last press did nothing. */
  declare _refused: Text | undefined;
  readonly #look = new TechnicianLook<WorkView>(this, LOOK_MS, () => askWork(this.token));

  /** Whoever looks away gives the readers back to the visitors. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void tellConfiguration(this.token, "end").catch(() => undefined);
  }

  override render(): TemplateResult {
    const work = this.#look.value;
    if (!work) return html`<section class="inside"></section>`;
    return work.configuration ? this.#reading(work.configuration) : this.#choice(work.hasStaffPage);
  }

  #choice(hasStaffPage: boolean): TemplateResult {
    return html`<section class="inside cards">
      <div class="card">
        <h2>Đọc cấu hình có chữ ký <span lang="en">Read a signed configuration</span></h2>
        <p class="text">Đưa các mã trên phiếu vào máy đọc, hoặc cắm USB. Thay đổi được cho xem trước. Trong lúc đó máy không phục vụ.
          <span lang="en">Hold up the codes of the sheet, or put the stick in. What changes is shown first. Nobody is served meanwhile.</span></p>
        ${this._refused ? html`<p class="wrong text" role="alert">${this._refused.vi} <span lang="en">${this._refused.en}</span></p>` : nothing}
        <button class="primary" data-do="read" @click=${() => void this.#tell("begin")}>Bắt đầu đọc <small>Begin to read</small></button>
      </div>
      ${hasStaffPage ? this.#staff() : nothing}
    </section>`;
  }

  #staff(): TemplateResult {
    const offer = this._pairing;
    return html`<div class="card">
      <h2>Thiết bị nhân viên <span lang="en">Staff devices</span></h2>
      ${
        offer === undefined
          ? html`<p class="text">Quét mã bằng máy tính bảng của nhân viên; mã dùng một lần, trong 5 phút. <span lang="en">Scan the code with the staff's tablet; it counts once, for 5 minutes.</span></p>`
          : offer === "failed"
            ? html`<p class="text" role="alert">Chưa ghép được, thử lại. <span lang="en">It could not be offered, try again.</span></p>`
            : offer.urls.length === 0
              ? html`<p class="text" role="status">${NO_WAY[offer.why ?? "no-network"].vi} <span lang="en">${NO_WAY[offer.why ?? "no-network"].en}</span></p>`
              : pairing(offer)
      }
      <button data-do="pair" @click=${() => void this.#pair()}>Ghép thiết bị nhân viên <small lang="en">Pair a device</small></button>
    </div>`;
  }

  #reading(view: SetupView): TemplateResult {
    switch (view.kind) {
      case "waiting":
        return this.#waiting(view);
      case "codes":
        return this.#codes(view);
      case "review":
        return this.#review(view);
      case "applying":
        return html`<section class="inside" role="status"><p class="large">Đang ghi, đừng rút điện hay USB… <span lang="en">Writing. Leave power and stick in.</span></p></section>`;
      case "done":
        return this.#done(view);
    }
  }

  #waiting({ readers, refused }: SetupWaiting): TemplateResult {
    const ready = readers.filter(({ state }) => state === "ok").length;
    return html`<section class="inside centre">
      ${refused ? refusedText(refused) : nothing}
      <p class="large">Đưa các mã trên phiếu cấu hình vào máy đọc, hoặc cắm USB <span lang="en">Hold up the codes of the sheet, or insert the stick</span></p>
      <p class="small">${ready} máy đọc sẵn sàng <span lang="en">${ready === 1 ? "1 reader is ready" : `${ready} readers are ready`}</span></p>
      ${this.#end()}
    </section>`;
  }

  #codes({ have, count, missing }: SetupCodes): TemplateResult {
    return html`<section class="inside centre" role="status">
      <p class="large">Đã đọc ${have} / ${count} mã <span lang="en">${have} of ${count} codes</span></p>
      <progress max=${count} value=${have} aria-label="Đã đọc"></progress>
      <p class="text">Còn mã số <b>${missing.join(", ")}</b>. <span lang="en">Still to show: ${missing.join(", ")}.</span></p>
      <button data-do="again" @click=${() => void this.#tell("again")}>Làm lại <small lang="en">Begin anew</small></button>
      ${this.#end()}
    </section>`;
  }

  #review(review: SetupReview): TemplateResult {
    return html`<setup-review .review=${review} @again=${() => void this.#tell("again")}
      @answer=${(event: CustomEvent<SetupAnswer>) => void this.#act(() => answerConfiguration(this.token, event.detail))}></setup-review>`;
  }

  #done({ kiosk, deviceFingerprint, isOrdered }: SetupDone): TemplateResult {
    return html`<section class="inside centre" role="status">
      ${
        isOrdered
          ? html`<p class="large">✓ Đã ra lệnh cho ${kiosk} <span lang="en">Ordered</span></p>
            <p class="text">Máy sẽ kiểm tra chữ ký lần nữa và áp dụng khi khởi động lại. Nếu không được, màn hình sẽ hiện mã lỗi.
              <span lang="en">The signature is checked once more and the configuration applied at the restart. If it is not, the screen says why by a code.</span></p>`
          : html`<p class="large">✓ Đã áp dụng cho ${kiosk} <span lang="en">Applied</span></p>`
      }
      <p class="text">Dấu vân tay thiết bị: <b class="mono">${deviceFingerprint}</b></p>
      <button class="primary" data-do="finish" @click=${() => void this.#restart()}>Khởi động lại máy <small>Start the kiosk anew</small></button>
    </section>`;
  }

  #end(): TemplateResult {
    return html`<button data-do="end" @click=${() => void this.#tell("end")}>Thôi, phục vụ tiếp <small lang="en">Stop, serve again</small></button>`;
  }

  #tell(what: "begin" | "again" | "end"): Promise<void> {
    return this.#act(async () => {
      this._refused = await tellConfiguration(this.token, what);
    });
  }

  async #act(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      await this.#look.now();
    } catch (error) {
      this.dispatchEvent(new CustomEvent("lost", { detail: error }));
    }
  }

  async #restart(): Promise<void> {
    this.#look.stop();
    await tellConfiguration(this.token, "finish").catch(() => undefined);
    location.assign("/");
  }

  async #pair(): Promise<void> {
    this._pairing = await askPairing(this.token).catch(() => "failed" as const);
  }

  static override styles = [setupStyle, technicianStyle];
}

/** Why there is nothing to scan, for whoever can do something about it. */
const NO_WAY: Readonly<Record<NoWay, Text>> = {
  "no-port": {
    vi: "Bàn nhân viên chỉ mở trên màn hình này: [staff] port chưa đặt.",
    en: "The staff desk is open on this screen alone: [staff] port is not set.",
  },
  "not-open": {
    vi: "Cổng của bàn nhân viên chưa mở được: xem T-740, T-741.",
    en: "The staff desk's port could not be opened: see T-740, T-741.",
  },
  "no-network": {
    vi: "Máy chưa có mạng: cắm dây hoặc nối Wi-Fi, rồi lấy mã mới.",
    en: "The kiosk has no network: connect it, then take a new code.",
  },
};

function pairing({ qr, urls, code, fingerprint }: PairingOffer): TemplateResult {
  return html`${qr ? html`<svg class="qr" role="img" aria-label="Mã ghép" viewBox="0 0 ${qr.modules} ${qr.modules}"><path d=${qr.path} /></svg>` : nothing}
    <p class="small mono">${urls.map((url) => html`${url.split("#")[0]}<br>`)}${code}</p>
    <p class="tiny mono">SHA-256 ${fingerprint}</p>`;
}

function refusedText({ refusal, particulars }: NonNullable<SetupWaiting["refused"]>): TemplateResult {
  const { detail, next } = PROVISIONING_REFUSALS[refusal];
  return html`<div class="wrong text" role="alert"><b>${detail.vi}</b> ${next.vi} <span class="small" lang="en">${detail.en} ${next.en}</span>
    <p class="small mono">${[...particulars, refusal].join(" · ")}</p></div>`;
}

customElements.define("technician-configuration", TechnicianConfiguration);
