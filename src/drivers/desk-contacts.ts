import type { InputName } from "../core/board/standard-pins.ts";
import type { ContactName } from "../core/board-status.ts";
import { FOREIGN, NO_SUCH_CONTACT } from "./desk-complaints.ts";
import { respondJson } from "./http-server.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { SimulatedInputs } from "./simulated-inputs.ts";
import type { Routes } from "./web-files.ts";

const LINES: Readonly<Record<ContactName, InputName>> = { door: "door-contact", case: "tamper-switch" };
/** The longest is `door closed`. */
const MAX_BYTES = 16;

/** The route by which the desk page opens and closes the door and the case, and presses the repeat button: the text `door open`, `case closed`, `repeat down`, … */
export function contactRoutes(inputs: SimulatedInputs): Routes {
  return {
    async "POST /desk/contact"(request, response) {
      const complain = ({ status, error }: typeof FOREIGN) => respondJson(response, status, { error });
      if (!isSameOrigin(request)) return complain(FOREIGN);
      const body = await request.body(MAX_BYTES);
      const said = body?.toString("latin1") ?? "";
      if (said === "repeat down" || said === "repeat up") {
        inputs.change("repeat-button", said === "repeat down");
        return void response.writeHead(204).end();
      }
      const [, contact, state] = /^(door|case) (open|closed)$/.exec(said) ?? [];
      if (contact !== "door" && contact !== "case") return complain(NO_SUCH_CONTACT);
      inputs.change(LINES[contact], state === "open");
      response.writeHead(204).end();
    },
  };
}
