import { armor, Decrypter, Encrypter, type Stanza } from "age-encryption";
import { isPassphraseHeader, passphraseIdentity, passphraseRecipient } from "./age-passphrase.ts";

/** Some bytes sealed with a passphrase: an age file (scrypt, armored), which `age -d` opens as well. About a second of work. */
export async function sealBytes(bytes: Uint8Array, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase));
  return armor.encode(await encrypter.encrypt(bytes));
}

/** The bytes in a file of sealBytes(), or undefined where the passphrase does not open it, or where it is none. */
export async function openSealedBytes(text: string, passphrase: string): Promise<Uint8Array | undefined> {
  const opened = await unseal(text, passphrase);
  return typeof opened === "string" ? undefined : opened;
}

/** How opening may fail. A bit that has changed where the passphrase is proven (the salt, the file key) looks like a wrong passphrase. */
export type NotUnsealed = "wrong-passphrase" | "damaged";

/** The same, with the reason where there are no bytes. */
export async function unseal(text: string, passphrase: string): Promise<Uint8Array | NotUnsealed> {
  let failure: NotUnsealed = "damaged";
  const identity = passphraseIdentity(passphrase);
  const decrypter = new Decrypter();
  decrypter.addIdentity({
    async unwrapFileKey(stanzas: Stanza[]) {
      const fileKey = await identity.unwrapFileKey(stanzas);
      if (fileKey === null) failure = "wrong-passphrase";
      return fileKey;
    },
  });
  try {
    return await decrypter.decrypt(armor.decode(text));
  } catch {
    return failure;
  }
}

/** Fewest bytes after the header: a nonce, one byte, its tag (C2SP age.md, "Payload"). */
const MIN_PAYLOAD_BYTES = 16 + 1 + 16;

/** True where the form of a file of sealBytes() is whole, as far as can be told without the passphrase: a file that was cut short is not. */
export async function isWholeSeal(text: string): Promise<boolean> {
  let isHeaderWhole = false;
  const decrypter = new Decrypter();
  decrypter.addIdentity({
    unwrapFileKey(stanzas: Stanza[]) {
      isHeaderWhole = isPassphraseHeader(stanzas);
      return null;
    },
  });
  try {
    const bytes = armor.decode(text);
    await decrypter.decrypt(bytes).catch(() => undefined);
    const mac = Buffer.from(bytes).indexOf("\n--- ");
    return isHeaderWhole && bytes.length - bytes.indexOf(NEWLINE, mac + 1) > MIN_PAYLOAD_BYTES;
  } catch {
    return false;
  }
}

const NEWLINE = 0x0a;
