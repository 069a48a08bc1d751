// The board's step of a first run: what was found, which lines would be used, and what is in the way.
import { OUTPUT_PINS } from "../core/board/standard-pins.ts";
import { LINE_NAMES } from "../core/indication.ts";
import type { GpioFacts, MachineFacts } from "../core/machine-facts.ts";
import type { BoardView } from "../core/set-up/guide-view.ts";
import type { Text } from "../core/text.ts";
import { checkGpio } from "./doctor-devices.ts";
import { lineLabel } from "./part-labels.ts";

/** The board as a person should see it. `chosen`: undefined where nobody has said anything yet; then it is used where it is there. */
export function boardView(facts: GpioFacts, { model }: Pick<MachineFacts, "model">, chosen: "gpio" | "none" | undefined): BoardView {
  const chip = facts.chips.find((each) => each.kind === "asked" && facts.labels.includes(each.label));
  const holders = chip?.kind === "asked" ? chip.holders : [];
  const [check] = checkGpio(facts, { kind: "gpio", inputs: ["service-button"], inputPins: {}, relay: false });
  const state = !chip ? "absent" : check?.state === "ok" && holders.length === 0 ? "ready" : "conflict";
  return {
    ...(model !== undefined && { model }),
    ...(chip?.kind === "asked" && { chip: `${chip.label}, ${chip.path}` }),
    chosen: chosen ?? (chip ? "gpio" : "none"),
    state,
    found: state === "absent" ? NO_LINES : (check?.found ?? NO_LINES),
    ...(state === "absent" ? { todo: WITHOUT } : check?.todo && state === "conflict" && { todo: check.todo }),
    // A door opens only where the sheet says that there is one.
    lines: LINE_NAMES.filter((name) => name !== "relay").map((name) => {
      const { gpio, pin } = OUTPUT_PINS[name];
      const holder = holders.find(({ offset }) => offset === gpio);
      return { name, label: lineLabel(name), gpio, pin, ...(holder && { heldBy: holder.consumer }) };
    }),
  };
}

const NO_LINES: Text = { vi: "máy này không có chân nối đèn và còi (GPIO)", en: "this machine has no pins for lamps and buzzer (GPIO)" };
const WITHOUT: Text = {
  vi: "máy vẫn chạy được không cần đèn; nếu đúng ra phải có, xem quyền của dịch vụ (firmware/README.md) rồi khởi động lại",
  en: "a kiosk works without lamps; if they should be there, look at the service's rights (firmware/README.md) and restart",
};
