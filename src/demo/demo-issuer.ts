import type { PublishedFacts, RegisteredCredential, StandingChange } from "../core/register.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { KeptFile } from "../ports.ts";
import { EMPTY_REGISTER, parseRegister, type Register, withIssued, withSamples, withStanding } from "./issuer-register.ts";
import type { Sample, Samples } from "./samples.ts";

/** The demo's issuer: what it has issued, how each credential stands, and what it has told the kiosks. Changes are made one after another. */
export interface DemoIssuer {
  /** The newest first. */
  readonly credentials: readonly RegisteredCredential[];
  readonly published: PublishedFacts;
  /** The sample codes of this start. */
  readonly codes: readonly Sample[];
  /** Resolves when the register would survive a power cut: nothing is given away that could not be taken back. */
  remember(credential: RegisteredCredential): Promise<void>;
  /** Resolves to false where it has issued no such credential, else when the change is published. */
  change(change: StandingChange): Promise<boolean>;
  /** The same again with fresh dates. */
  publish(): Promise<void>;
}

/** What the issuer is made of. */
export interface DemoIssuerParts {
  readonly file: KeptFile;
  readonly now: EpochSeconds;
  /** Makes the sample codes of this start; those with a place in the status list get it from `nextIndex` on. */
  readonly samples: (nextIndex: number) => Samples;
  publish(register: Register): Promise<PublishedFacts>;
}

/** Reads the register, puts fresh samples into it, and publishes. Throws where the file is damaged. */
export async function openDemoIssuer({ file, samples, now, publish }: DemoIssuerParts): Promise<DemoIssuer> {
  const bytes = await file.read();
  const kept = bytes ? parseRegister(bytes) : EMPTY_REGISTER;
  if (!kept) throw new Error("demo: the issuer's register is damaged; remove the demo's folder and start again");
  const { codes, registered } = samples(kept.nextIndex);
  let register = withSamples(kept, registered, now);
  await keep(register);
  let published = await publish(register);
  let last: Promise<unknown> = Promise.resolve();

  async function keep(changed: Register): Promise<void> {
    await file.replace(Buffer.from(`${JSON.stringify(changed, undefined, 1)}\n`));
    register = changed;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    codes,
    get credentials() {
      return register.listed;
    },
    get published() {
      return published;
    },
    remember: (credential) => inTurn(() => keep(withIssued(register, credential))),
    change: ({ credential, standing }) =>
      inTurn(async () => {
        const changed = withStanding(register, credential, standing);
        if (!changed) return false;
        await keep(changed);
        published = await publish(changed);
        return true;
      }),
    publish: () =>
      inTurn(async () => {
        published = await publish(register);
      }),
  };
}
