// What a certificate says beyond what node:crypto tells of it. Called only with what OpenSSL has parsed before: this reads no DER that
// might be none, but it stays within its bytes whatever they are.

/** Extensions (RFC 5280 §4.2.1) and the algorithm of the signature, as far as a path needs them. */
export interface CertificateDetails {
  /** How many authorities may stand between this one and a signer (pathLenConstraint, §4.2.1.9); undefined: any number. */
  readonly pathLength: number | undefined;
  /** May its key sign anything else than certificates and lists of revoked ones (keyUsage, §4.2.1.3)? */
  readonly signsData: boolean;
  /** True where an extension that we do not know must be understood (§4.2). */
  readonly demandsUnknown: boolean;
  /** Kinds of documents it signs (ICAO Doc 9303-12, documentType), e.g. NV, NT; empty where it is not limited. */
  readonly documentTypes: readonly string[];
  /** False where it was signed over a digest that is broken, or in a way that we do not know. */
  readonly isSoundlySigned: boolean;
}

const BASIC_CONSTRAINTS = "551d13";
const KEY_USAGE = "551d0f";
const DOCUMENT_TYPE = "67810801010602"; // 2.23.136.1.1.6.2

/**
 * Extensions that may be critical: those above, extended key usage, and those that bind nobody who looks for no names, policies
 * or revocations in a certificate (key identifiers, alternative names, policies, distribution points, private key usage period).
 */
const KNOWN: ReadonlySet<string> = new Set([
  BASIC_CONSTRAINTS,
  KEY_USAGE,
  DOCUMENT_TYPE,
  ...["551d25", "551d0e", "551d23", "551d11", "551d12", "551d20", "551d1f", "551d10"],
]);

const RSA_PSS = "2a864886f70d01010a";
/** ECDSA and RSA with SHA-256, -384, -512 (RFC 5758 §3.2, RFC 4055 §5), Ed25519 (RFC 8410 §3). Never MD5 or SHA-1. */
const SOUND: ReadonlySet<string> = new Set([
  ...["2a8648ce3d040302", "2a8648ce3d040303", "2a8648ce3d040304"],
  ...["2a864886f70d01010b", "2a864886f70d01010c", "2a864886f70d01010d"],
  "2b6570",
]);
const SHA_2: ReadonlySet<string> = new Set(["608648016503040201", "608648016503040202", "608648016503040203"]);

/** DER tags (X.690 §8). */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context3: 0xa3,
} as const;

/** The details of a certificate (DER), or undefined where one extension stands there twice (§4.2 forbids it). */
export function readCertificateDetails(der: Uint8Array): CertificateDetails | undefined {
  const [toBeSigned, algorithm] = partsOf(partsOf(der)[0]?.content);
  const extensions = new Map<string, Uint8Array>();
  let demandsUnknown = false;
  const list = partsOf(toBeSigned?.content).find(({ tag }) => tag === TAG.context3);
  for (const { content } of partsOf(partsOf(list?.content)[0]?.content)) {
    const [oid, ...rest] = partsOf(content);
    const name = hex(oid?.content);
    if (extensions.has(name)) return undefined;
    extensions.set(name, rest.at(-1)?.content ?? new Uint8Array());
    // DER leaves the default, not critical, away.
    const isCritical = rest[0]?.tag === TAG.boolean && rest[0].content[0] !== 0;
    if (isCritical && !KNOWN.has(name)) demandsUnknown = true;
  }
  return {
    pathLength: pathLengthIn(extensions.get(BASIC_CONSTRAINTS)),
    signsData: signsDataBy(extensions.get(KEY_USAGE)),
    demandsUnknown,
    documentTypes: documentTypesIn(extensions.get(DOCUMENT_TYPE)),
    isSoundlySigned: isSound(partsOf(algorithm?.content)),
  };
}

/** `SEQUENCE { cA BOOLEAN, pathLenConstraint INTEGER OPTIONAL }`. A number of more than one byte is as good as none. */
function pathLengthIn(extension: Uint8Array | undefined): number | undefined {
  const length = partsOf(partsOf(extension)[0]?.content).find(({ tag }) => tag === TAG.integer)?.content;
  return length?.length === 1 ? length[0] : undefined;
}

/** Bits 0 and 1, digitalSignature and nonRepudiation, of a BIT STRING; its first byte counts the bits that are not used. */
function signsDataBy(extension: Uint8Array | undefined): boolean {
  return extension === undefined || ((partsOf(extension)[0]?.content[1] ?? 0) & 0b1100_0000) !== 0;
}

/** `SEQUENCE { version INTEGER, docTypes SET OF PrintableString }`. */
function documentTypesIn(extension: Uint8Array | undefined): readonly string[] {
  const types = partsOf(partsOf(extension)[0]?.content).find(({ tag }) => tag === TAG.set);
  return partsOf(types?.content).map(({ content }) => Buffer.from(content).toString("latin1"));
}

/** RSASSA-PSS names its digest in its parameters, as the first of them; where it names none, it is SHA-1 (RFC 4055 §3.1). */
function isSound([oid, parameters]: readonly Part[]): boolean {
  if (hex(oid?.content) !== RSA_PSS) return SOUND.has(hex(oid?.content));
  const first = partsOf(parameters?.content)[0];
  return first?.tag === TAG.context0 && SHA_2.has(hex(partsOf(partsOf(first.content)[0]?.content)[0]?.content));
}

interface Part {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The values that follow one another in some bytes; those that do not fit are left out. */
function partsOf(bytes: Uint8Array = new Uint8Array()): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const [tag = 0, first = 0] = [bytes[at], bytes[at + 1]];
    // Length in one byte, or in as many bytes as the low bits of the first say (X.690 §8.1.3).
    const size = first < 0x80 ? 0 : first & 0x7f;
    const from = at + 2 + size;
    const length = size === 0 ? first : bytes.subarray(at + 2, from).reduce((sum, byte) => sum * 256 + byte, 0);
    if (from + length > bytes.length) break;
    parts.push({ tag, content: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return parts;
}

function hex(bytes: Uint8Array = new Uint8Array()): string {
  return Buffer.from(bytes).toString("hex");
}
