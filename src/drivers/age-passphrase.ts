import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { type Identity, type Recipient, Stanza } from "age-encryption";

/** Work factor of what we seal: N = 2^18, 256 MiB and two thirds of a second here; what age itself takes. */
const WORK_FACTOR = 18;
/** Highest that is opened, as age-encryption has it: 1 GiB. */
const MAX_WORK_FACTOR = 20;
const LABEL = "age-encryption.org/v1/scrypt";
const SALT_BYTES = 16;
const FILE_KEY_BYTES = 16;
const TAG_BYTES = 16;
/** Each key is used once (C2SP age.md, "scrypt recipient stanza"). */
const NONCE = new Uint8Array(12);
const CIPHER = "chacha20-poly1305";

/**
 * An age file's scrypt stanza, made by OpenSSL and off the main thread: that of age-encryption itself is JavaScript, takes half as long
 * again, and stops everything else meanwhile.
 */
export function passphraseRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES);
      const cipher = createCipheriv(CIPHER, await keyOf(passphrase, salt, WORK_FACTOR), NONCE, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", bare(salt), String(WORK_FACTOR)], body)];
    },
  };
}

/** True for the one stanza of a file that a passphrase opens, as far as can be told without it. */
export function isPassphraseHeader([stanza, ...others]: readonly Stanza[]): boolean {
  const [kind, saltText = "", factor = ""] = stanza?.args ?? [];
  if (!stanza || kind !== "scrypt" || others.length > 0 || stanza.args.length !== 3) return false;
  const salt = Buffer.from(saltText, "base64");
  const isWhole = salt.length === SALT_BYTES && bare(salt) === saltText && stanza.body.length === FILE_KEY_BYTES + TAG_BYTES;
  return isWhole && /^[1-9]\d?$/.test(factor);
}

/** What opens such a stanza. It throws at a malformed one, and at one that would take more work than anybody asks for. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas;
      // Attack: a second recipient beside a passphrase would be somebody who can write files that this passphrase seems to have sealed.
      if (!stanza || !isPassphraseHeader(stanzas)) throw new Error("scrypt stanza: malformed, or not the only one");
      const [, saltText = "", factor = ""] = stanza.args;
      const salt = Buffer.from(saltText, "base64");
      if (Number(factor) > MAX_WORK_FACTOR) throw new Error("scrypt stanza: the work factor is too high");
      const decipher = createDecipheriv(CIPHER, await keyOf(passphrase, salt, Number(factor)), NONCE, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(stanza.body.subarray(FILE_KEY_BYTES));
      const fileKey = decipher.update(stanza.body.subarray(0, FILE_KEY_BYTES));
      try {
        decipher.final();
        return fileKey;
      } catch {
        return null;
      }
    },
  };
}

function keyOf(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Buffer> {
  const N = 2 ** workFactor;
  // 128 · N · r bytes are needed (RFC 7914 §2), and some beside them.
  const options = { N, r: 8, p: 1, maxmem: 128 * N * 8 + 16 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function bare(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
