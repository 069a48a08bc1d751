import type { PrivateKey } from "../../src/core/signature.ts";
import type { OpenedBackup, ReplacementParts } from "../../src/kiosk/provision-replacement.ts";
import { MADE_AT, newSigner, ROOT } from "./provisioning.ts";

/** The backup of `hanoi-01` on a stick that reads well. `local`: what its unsigned file says beside name and place. */
export function aBackup(message: Uint8Array, local: string, { memory }: { readonly memory?: string | undefined } = {}): OpenedBackup {
  const files = new Map<string, Uint8Array>([
    ["kiosk.toml", Buffer.from(`id = "hanoi-01"\ndata = "/old"\n${local}`)],
    ["root.json", ROOT],
    ["configuration.tramcfg", message],
    ...(memory === undefined ? [] : ([["pseudonym-key.age", Buffer.from(memory)]] as const)),
  ]);
  return {
    kiosk: "hanoi-01",
    at: 0,
    listBytes: Buffer.from(`list of ${local}`),
    read: async (name) => files.get(name) ?? "none",
    copy: async () => true,
  };
}

/** What the file on a stick may say of itself: nothing that matters, and what somebody would like a kiosk to do. */
export const PLAIN_LOCAL = `[trust]\nroot = "/old/root.json"\n[[source]]\nkind = "camera"\n`;
export const FOREIGN_LOCAL = `demo = true
[trust]
root = "/old/root.json"
sticks = "/tmp"
[[source]]
kind = "camera"
[policy]
id = "x"
trust = { graceDays = 30 }
fee = { bin = "970400", account = "STRANGER" }
`;

/** A kiosk's machine in memory, with a person in front of it. */
export class ProvisioningMachine implements ReplacementParts {
  readonly files = new Map<string, string | Uint8Array>();
  readonly keys = new Map<string, PrivateKey>();
  answers: string[] = [];
  signers: readonly string[] | undefined;
  questions: string[] = [];
  printed = "";
  complaints = "";
  fault: Error | undefined;
  /** Of the kiosk whose backup is on the stick that is in. */
  backup: OpenedBackup | undefined;

  now = () => MADE_AT + 60;
  list = async (folder: string) => {
    const names = [...this.files.keys()].filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
    return names.length > 0 ? names : undefined;
  };
  read = async (folder: string, name: string) => {
    const found = this.files.get(`${folder}/${name}`);
    return found === undefined ? undefined : Buffer.from(found);
  };
  symbolsIn = async (file: string) => [Buffer.from(this.files.get(file) ?? "")];
  readText = async (file: string) => this.files.get(file)?.toString();
  knownSigners = async () => this.signers;
  readDeviceKey = async (file: string) => this.keys.get(file);
  makeDeviceKey = async (file: string) => {
    const key = this.keys.get(file) ?? newSigner();
    this.keys.set(file, key);
    return key;
  };
  replaceConfiguration: ReplacementParts["replaceConfiguration"] = async (file, { toml, files }) => {
    if (this.fault) throw this.fault;
    for (const [name, bytes] of files) this.files.set(`/etc/tram/${name}`, Buffer.from(bytes).toString("latin1"));
    this.files.set(file, toml);
  };
  isRoot = (bytes: Uint8Array) => Buffer.compare(bytes, ROOT) === 0;
  writeOutput = async (file: string, contents: string | Uint8Array) => void this.files.set(file, contents);
  drawInTerminal = async () => "[code]";
  ask = async (question: string) => {
    this.questions.push(question);
    return this.answers.shift();
  };
  out = (text: string): void => {
    this.printed += text;
  };
  err = (text: string): void => {
    this.complaints += text;
  };

  backups = async () => (this.backup ? [this.backup.kiosk] : []);
  openBackup = async () => this.backup;
  hasJournal = async () => false;
  unseal = async (text: string, passphrase: string) => (text === `sealed with ${passphrase}` ? Buffer.from("memory") : undefined);
  writePrivate = async (file: string, bytes: Uint8Array) => void this.files.set(file, bytes);
  trustWorth = async () => "none";
}
