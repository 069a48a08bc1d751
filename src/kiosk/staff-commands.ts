import { type Command, InvalidArgumentError } from "commander";
import { STAFF_CODE } from "../core/staff-because.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Which kiosk is meant. */
export interface OfKiosk {
  readonly config: string;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface StaffCommands {
  readonly add: (staff: string, of: OfKiosk) => Promise<number>;
  readonly list: (of: OfKiosk) => Promise<number>;
  readonly remove: (staff: string, of: OfKiosk) => Promise<number>;
  readonly pair: (of: OfKiosk) => Promise<number>;
  readonly devices: (of: OfKiosk) => Promise<number>;
  readonly revoke: (device: string, of: OfKiosk) => Promise<number>;
  readonly certificate: (of: OfKiosk) => Promise<number>;
}

/** Adds `tram staff`. */
export function addStaff(program: Command, load: () => Promise<StaffCommands>, act: Act): void {
  const staff = program.command("staff").description("who may use the staff's page, and from which devices; also while the kiosk runs");
  ofKiosk(staff.command("add"), false)
    .argument("<code>", "s- and 2 to 4 digits, e.g. s-07; who that is stands in the office's own list", staffCode)
    .description("make a staff code or give it another PIN, asked for on the terminal: exit 0 set, 1 not, 2 no terminal or no [staff]")
    .action((code: string, of: OfKiosk) => act(load().then(({ add }) => add(code, of))));
  ofKiosk(staff.command("list"), true)
    .description("the staff codes: exit 0 some, 1 none")
    .action((of: OfKiosk) => act(load().then(({ list }) => list(of))));
  ofKiosk(staff.command("remove"), false)
    .argument("<code>", "whoever is signed in with it is out at once", staffCode)
    .description("remove a staff code: exit 0 removed, 1 there was none")
    .action((code: string, of: OfKiosk) => act(load().then(({ remove }) => remove(code, of))));
  ofKiosk(staff.command("pair"), true)
    .description("a code that pairs one device within five minutes, as QR and address: exit 0 made, 1 no port or no certificate yet")
    .action((of: OfKiosk) => act(load().then(({ pair }) => pair(of))));
  ofKiosk(staff.command("devices"), true)
    .description("the paired devices: exit 0 some, 1 none")
    .action((of: OfKiosk) => act(load().then(({ devices }) => devices(of))));
  ofKiosk(staff.command("revoke"), false)
    .argument("<device>", "as `tram staff devices` names it")
    .description("take a device off the list; whoever is signed in there is out at once: exit 0 done, 1 there was none")
    .action((device: string, of: OfKiosk) => act(load().then(({ revoke }) => revoke(device, of))));
  ofKiosk(staff.command("certificate"), true)
    .description("fingerprint and end of the page's certificate, to compare with a browser's warning: exit 0 there, 1 not")
    .action((of: OfKiosk) => act(load().then(({ certificate }) => certificate(of))));
}

function ofKiosk(command: Command, hasJson: boolean): Command {
  const of = command.requiredOption("--config <file>", "the kiosk's configuration");
  return hasJson ? of.option("--json", "answer as one JSON object") : of;
}

function staffCode(text: string): string {
  if (!STAFF_CODE.test(text)) throw new InvalidArgumentError("Mã nhân viên có dạng s-07. / A staff code looks like s-07.");
  return text;
}
