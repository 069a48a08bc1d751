import { armor, Decrypter, Encrypter } from "age-encryption";
import { passphraseIdentity, passphraseRecipient } from "./age-passphrase.ts";

/** Some bytes sealed with a passphrase: an age file (scrypt, armored), which `age -d` opens as well. About a second of work. */
export async function sealBytes(bytes: Uint8Array, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase));
  return armor.encode(await encrypter.encrypt(bytes));
}

/** The bytes in a file of sealBytes(), or undefined where the passphrase does not open it, or where it is none. */
export async function openSealedBytes(text: string, passphrase: string): Promise<Uint8Array | undefined> {
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(passphraseIdentity(passphrase));
    return await decrypter.decrypt(armor.decode(text));
  } catch {
    // A wrong passphrase and a damaged file look alike to age, and to whoever guesses.
    return undefined;
  }
}
