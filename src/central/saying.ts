/** What every command of `tram central` is told. */
export interface CommonOptions {
  /** Folder of the ledger, the published trust and the time key. */
  readonly data: string;
  /** Answer in JSON lines. */
  readonly json?: boolean;
}

/** Says what a command has done: a line for people, or an event in JSON. */
export function say({ json }: CommonOptions, event: object, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(event)}\n` : `central: ${text}\n`);
}

/** Says what is wrong, for people; the exit code comes back. */
export function complain(text: string, code: number): number {
  process.stderr.write(`central: ${text}\n`);
  return code;
}
