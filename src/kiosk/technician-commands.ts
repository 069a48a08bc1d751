import { type Command, InvalidArgumentError } from "commander";
import type { AcceptanceCommand } from "./acceptance-assembly.ts";
import type { AcceptanceVerifyCommand } from "./acceptance-verify-assembly.ts";
import type { DoctorCameraCommand } from "./doctor-camera-assembly.ts";
import { lookOf } from "./doctor-report.ts";
import type { Print } from "./journal-command.ts";
import type { SelfTestCommand } from "./selftest-assembly.ts";

type Act = (running: Promise<number>) => Promise<void>;

/** `tram doctor camera`, below `tram doctor`. */
export function addDoctorCamera(doctor: Command, act: Act, print: Print): void {
  doctor
    .command("camera")
    .description("the test card before the camera: what it reads, how far, in which light; exit codes as tram doctor")
    .option("--config <file>", "the kiosk's configuration; its camera is watched, so the kiosk must not run")
    .option("--source <n>", "place of the camera among the sources, from 0; absent: the first", placeOf)
    .option("--picture <file>", "a picture of the card in place of the camera")
    .option("--distance <mm>", "from the camera to the card, measured; then ranges are in millimetres", millimetresOf)
    .option("--json", "answer as one JSON object")
    .action((options: DoctorCameraCommand) => act(doctorCamera(options, print)));
}

/** `tram selftest`, `tram test-card`, `tram acceptance`, `tram technician`. */
export function addTechnician(program: Command, act: Act, print: Print): void {
  program
    .command("selftest")
    .description(
      "what a kiosk tests at its start, without starting it: exit 0 fine, 1 a fault, 2 no configuration, 3 something needed is missing",
    )
    .requiredOption("--config <file>", "the kiosk's configuration")
    .option("--json", "answer as one JSON object")
    .action((options: SelfTestCommand) => act(selfTest(options, print)));
  program
    .command("test-card")
    .description("write the test card for camera and reader as PDF: exit 0 written, 1 not")
    .requiredOption("--out <file>", "the PDF; one that is there is replaced")
    .action(({ out }: { readonly out: string }) => act(testCard(out, print)));
  const acceptance = program
    .command("acceptance")
    .description(
      "test everything, ask what only eyes and ears can tell, and write a signed report: exit 0 accepted, 1 not, 2 not begun or no report",
    )
    .option("--config <file>", "the kiosk's configuration; the kiosk must not run, and this must be its user")
    .option("--out <file>", "the report as PDF; one that is there is not replaced")
    .action((options: AcceptanceCommand) => act(acceptanceCommand(options, print)));
  acceptance
    .command("verify <file>")
    .description("check a report (PDF), or the text or a picture of its QR code: exit 0 accepted, 1 not genuine, 2 none, 3 not accepted")
    .requiredOption("--key <file>", "the device's public key as central knows it (JWK, or NAME+ID+KEY)")
    .option("--kiosk <id>", "the kiosk that the report must be of; needed with a JWK, which names none")
    .option("--json", "answer as one JSON object")
    .action((file: string, options: AcceptanceVerifyCommand) => act(verifyCommand(file, options, print)));
  program
    .command("technician")
    .description("the technician's page on the kiosk's own screen")
    .command("pin")
    .description("set the PIN that opens the page, asked for on the terminal: exit 0 set, 1 not, 2 no terminal")
    .requiredOption("--config <file>", "the kiosk's configuration")
    .action(({ config }: { readonly config: string }) => act(setPin(config, print)));
}

async function doctorCamera(options: DoctorCameraCommand, print: Print): Promise<number> {
  const { doctorCamera } = await import("./doctor-camera-assembly.ts");
  return await doctorCamera(options, lookOf(process.stdout, process.env), print);
}

async function selfTest(options: SelfTestCommand, print: Print): Promise<number> {
  const { selfTestCommand } = await import("./selftest-assembly.ts");
  return await selfTestCommand(options, lookOf(process.stdout, process.env), print);
}

async function testCard(out: string, print: Print): Promise<number> {
  const { writeTestCard } = await import("./test-card-assembly.ts");
  return await writeTestCard(out, print);
}

async function acceptanceCommand(options: AcceptanceCommand, print: Print): Promise<number> {
  const { acceptanceCommand } = await import("./acceptance-assembly.ts");
  return await acceptanceCommand(options, lookOf(process.stdout, process.env), print);
}

async function verifyCommand(file: string, options: AcceptanceVerifyCommand, print: Print): Promise<number> {
  const { verifyAcceptance } = await import("./acceptance-verify-assembly.ts");
  return await verifyAcceptance(file, options, print);
}

async function setPin(config: string, print: Print): Promise<number> {
  const { setTechnicianPin } = await import("./technician-pin-assembly.ts");
  return await setTechnicianPin(config, print);
}

function placeOf(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("Cần một số từ 0. / A number from 0 is needed.");
  return Number(text);
}

function millimetresOf(text: string): number {
  if (!/^[1-9]\d{1,3}$/.test(text)) throw new InvalidArgumentError("Cần số milimét, từ 10 đến 9999. / Millimetres are needed, 10 to 9999.");
  return Number(text);
}
