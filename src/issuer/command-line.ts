import { type Command, InvalidArgumentError, Option } from "commander";
import { MAX_STATUS_URI } from "../core/credential-status.ts";
import { ISSUABLE_TYPES } from "../core/issue.ts";
import { isIssuer } from "../core/key-file.ts";
import type { StatusReference } from "../core/presentation.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import type { IssueOptions } from "./issue.ts";
import type { NewKeyOptions } from "./keys.ts";

/** Options of `tram verify`. */
export interface VerifyOptions {
  readonly keys?: string;
  readonly crl?: string;
  readonly policy?: string;
  /** Seconds since 1970. */
  readonly at?: number;
  readonly json?: boolean;
  readonly batch?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface Commands {
  readonly newKey: (options: NewKeyOptions) => Promise<number>;
  readonly showPublicKey: (file: string) => Promise<number>;
  readonly showFingerprints: (files: readonly string[], options: { readonly json?: boolean }) => Promise<number>;
  readonly issue: (options: IssueOptions) => Promise<number>;
  readonly verify: (inputs: readonly string[], options: VerifyOptions) => Promise<number>;
  readonly decode: (files: readonly string[]) => Promise<number>;
}

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Adds `tram issue`, `keys`, `verify` and `decode` to a command line. */
export function addCommands(program: Command, commands: Commands, act: Act): void {
  addKeys(program, commands, act);
  addIssue(program, commands, act);
  addVerify(program, commands, act);
  addDecode(program, commands, act);
}

function addKeys(program: Command, { newKey, showPublicKey, showFingerprints }: Commands, act: Act): void {
  const keys = program.command("keys").description("make issuer keys");
  keys
    .command("new")
    .description("make a key that signs credentials; the private part never leaves its file (0600)")
    .requiredOption("--issuer <uri>", "who will sign with it, e.g. https://issuer.example", issuer)
    .addOption(new Option("--alg <name>", "signature algorithm").choices(["EdDSA", "ES256"]).default("EdDSA"))
    .option("--kid <text>", "key identifier in every credential (default: from the key's thumbprint)", keyId)
    .option("--demo", "a demo key: demo kiosks accept it, all others refuse it")
    .requiredOption("--out <file>", "where the private key goes; never over another one")
    .option("--public <file>", "where its public form goes, for tram verify --keys and trust lists")
    .option("--force", "replace the private key file; what it has signed can then no longer be renewed with it")
    .option("--json", "answer in JSON")
    .addHelpText("after", examples("tram keys new --issuer https://issuer.example --out issuer.key --public issuer.pub"))
    .action((options: NewKeyOptions) => act(newKey(options)));
  keys
    .command("public <file>")
    .description("print the public form of a private key file, in JSON")
    .addHelpText("after", examples("tram keys public issuer.key > issuer.pub"))
    .action((file: string) => act(showPublicKey(file)));
  keys
    .command("fingerprint <file...>")
    .description("print what people compare of public keys: JWK, JWKS, X.509, COSE_Key, DID document, the public form of tram keys")
    .option("--json", "all 64 digits, as one JSON object")
    .addHelpText("after", examples("tram keys fingerprint issuer.pub"))
    .action((files: readonly string[], options: { readonly json?: boolean }) => act(showFingerprints(files, options)));
}

function addIssue(program: Command, { issue }: Commands, act: Act): void {
  program
    .command("issue")
    .description("write a signed credential as a QR code: a picture, text, or in the terminal")
    .addOption(new Option("--type <type>", "credential type").choices(ISSUABLE_TYPES).makeOptionMandatory())
    .requiredOption("--key <file>", "private key made by tram keys new; - reads it from standard input")
    .option("--claims <file>", "claims as a JSON object by name; bytes as base64")
    .option("--claim <name=value>", "one more claim, may be repeated; a list is given entry by entry", claim, [])
    .option("--photo <file>", "photo of the holder: JPEG, JPEG 2000, AVIF or WebP, as small as can be")
    .option("--subject <text>", "subject of the credential (CWT sub)")
    .option("--holder-key <file>", "public key of the holder's phone, which can then show the credential live")
    .option("--status <uri#index>", "place in a status list, by which the credential can be taken back", status)
    .option("--valid-from <time>", "first moment of validity: RFC 3339 or epoch seconds", time)
    .option("--expires <time>", "first moment after validity", time)
    .addOption(
      new Option("--valid-for <duration>", "validity from its beginning, e.g. 365d, 12h, 30m").argParser(duration).conflicts("expires"),
    )
    .option("--out <file>", "FILE.png, FILE.svg or FILE.txt; without it the terminal, or text into a pipe", outFile)
    .option("--scale <pixels>", "pixels a module of the picture, 1 to 64", scale, 8)
    .option("--json", "print text and identity of the credential in JSON")
    .addHelpText(
      "after",
      examples(
        'tram issue --type citizen --key issuer.key --claim id=VD-0001 --claim "fullName=Trần Văn Thử" --valid-for 365d --out card.png',
        "tram issue --type citizen --key issuer.key --claims person.json --expires 2027-01-01T00:00:00+07:00",
        "tram issue --type prescription --key clinic.key --claims prescription.json --valid-for 5d --out don-thuoc.png",
      ),
    )
    .action((options: Omit<IssueOptions, "validForSeconds"> & { readonly validFor?: number }) => {
      const { validFor, ...others } = options;
      return act(issue({ ...others, ...(validFor !== undefined && { validForSeconds: validFor }) }));
    });
}

function addVerify(program: Command, { verify }: Commands, act: Act): void {
  program
    .command("verify")
    .description("judge codes as a kiosk would: pictures (PNG, JPEG, WebP, PGM), text files, or - for standard input")
    .argument("[input...]")
    .option("--keys <file>", "whom to trust: a public key, a list of keys, a JWK set or a trust list, in JSON")
    .option("--crl <file>", "revoked SMART Health Cards: a revocation list as its issuer publishes it, or several, in JSON")
    .option("--policy <file>", "what to ask for: a policy in JSON, or a kiosk's configuration in TOML")
    .option("--at <time>", "judge as of this time: RFC 3339 or epoch seconds (default: now)", time)
    .option("--json", "one JSON line an input")
    .option("--batch", "JSON lines from standard input, JSON lines out; see docs/command-line.md")
    .addHelpText(
      "after",
      `${examples("tram verify --keys issuer.pub card.png", "tram verify --batch < requests.jsonl > answers.jsonl")}\n${EXIT_CODES}`,
    )
    .action((inputs: readonly string[], options: VerifyOptions, command: Command) => {
      if (options.batch && inputs.length > 0)
        command.error("error: --batch đọc từ đầu vào chuẩn, không nhận tệp / reads standard input and takes no inputs");
      if (!options.batch && inputs.length === 0)
        command.error(
          "error: chưa có gì để kiểm tra; hãy ghi tên ảnh, tệp chữ hoặc - / nothing to verify; name a picture, a text file or -",
        );
      if (inputs.filter((input) => input === "-").length > 1)
        command.error("error: đầu vào chuẩn (-) chỉ đọc được một lần / standard input (-) can be read only once");
      return act(verify(inputs, options));
    });
}

function addDecode(program: Command, { decode }: Commands, act: Act): void {
  program
    .command("decode")
    .description("read the QR codes in pictures: one JSON line a picture, nothing is judged")
    .argument("<file...>")
    .option("--json", "accepted for uniformity; the output is always JSON")
    .addHelpText("after", examples("tram decode card.png photo.jpg"))
    .action((files: readonly string[]) => act(decode(files)));
}

const EXIT_CODES = `
Exit code: 0 accept, 1 refuse, 2 wrong usage, 3 cannot check, 4 read only (unsigned), 5 unreadable or no such file;
of several inputs the worst: accept, read only, cannot check, refuse, unreadable. With --batch: 0 when every line was answered.`;

function examples(...lines: readonly string[]): string {
  return `\nVí dụ / Examples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function issuer(text: string): string {
  if (!isIssuer(text))
    throw new InvalidArgumentError("Nơi cấp được gọi bằng URI, ví dụ https://issuer.example. / An issuer is named by a URI.");
  return text;
}

function keyId(text: string): string {
  if (text === "" || text.length > 200)
    throw new InvalidArgumentError("Tên khoá có 1 đến 200 ký tự. / A key identifier has 1 to 200 characters.");
  return text;
}

function time(text: string): number {
  const at = parseTimestamp(text);
  if (at === undefined)
    throw new InvalidArgumentError(
      "Thời điểm viết 2026-12-31T08:00:00+07:00 hoặc số giây từ 1970. / A time is written like this, or as epoch seconds.",
    );
  return at;
}

const SECONDS_IN: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

function duration(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (SECONDS_IN[unit ?? ""] ?? Number.NaN);
  if (!(seconds > 0))
    throw new InvalidArgumentError(
      "Thời hạn là một số kèm d (ngày), h (giờ) hoặc m (phút), ví dụ 365d. / A duration is a number with d (days), h (hours) or m (minutes).",
    );
  return seconds;
}

function claim(text: string, before: IssueOptions["claim"]): IssueOptions["claim"] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError("Thông tin viết tên=giá trị. / A claim is written name=value.");
  return [...before, [name, value]];
}

function status(text: string): StatusReference {
  const [, uri = "", index = ""] = /^([^#]+)#(\d{1,9})$/.exec(text) ?? [];
  if (!isIssuer(uri) || uri.length > MAX_STATUS_URI) {
    throw new InvalidArgumentError(
      "Chỗ trong danh sách trạng thái viết URI#SỐ. / A place in a status list is written URI#INDEX, e.g. https://issuer.example/status/1#42.",
    );
  }
  return { uri, index: Number(index) };
}

function outFile(text: string): string {
  if (!/\.(png|svg|txt)$/i.test(text))
    throw new InvalidArgumentError("Tên tệp phải kết thúc bằng .png, .svg hoặc .txt. / The name must end in .png, .svg or .txt.");
  return text;
}

function scale(text: string): number {
  const pixels = Number(text);
  if (!(Number.isInteger(pixels) && pixels >= 1 && pixels <= 64))
    throw new InvalidArgumentError("Cỡ là số nguyên từ 1 đến 64. / A scale is a whole number from 1 to 64.");
  return pixels;
}
