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
    found: state === "absent" || !check ? NO_LINES : sentence(check.found),
    ...(state === "absent" ? { todo: WITHOUT } : check?.todo && state === "conflict" && { todo: sentence(check.todo) }),
    // A door opens only where the sheet says that there is one.
    lines: LINE_NAMES.filter((name) => name !== "relay").map((name) => {
      const { gpio, pin } = OUTPUT_PINS[name];
      const holder = holders.find(({ offset }) => offset === gpio);
      return { name, label: lineLabel(name), gpio, pin, ...(holder && { heldBy: holder.consumer }) };
    }),
  };
}

/** The doctor says it behind the name of a check; here it stands alone. */
function sentence({ vi, en }: Text): Text {
  const whole = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?:]$/.test(text) ? "" : "."}`;
  return { vi: whole(vi), en: whole(en) };
}

const NO_LINES: Text = { vi: "Máy này không có chân nối đèn và còi (GPIO).", en: "This machine has no pins for lamps and buzzer (GPIO)." };
const WITHOUT: Text = {
  vi: "Máy vẫn chạy được không cần đèn. Đúng ra phải có? Xem lại dây nối; vẫn không thấy thì gọi nơi vận hành.",
  en: "A kiosk works without lamps. Should they be there? Look at the wiring; if that is right, call the operator.",
};
