import type { TrustLater, TrustRefused } from "../trust-ports.ts";

/** The two folders of a repository. */
export type RepositoryPart = "metadata" | "targets";

/** What became of a question for a file. */
export type SourceAnswer =
  | { readonly kind: "fetched" }
  /** The origin is there, and has no such file. */
  | { readonly kind: "absent" }
  | TrustRefused
  | TrustLater;

/** A repository to read from. Nothing of what it says is believed here. */
export interface TrustSource {
  /** What the files come from. */
  readonly from: "folder" | "central";
  /**
   * Hands the file to `take`, piece after piece, at most `maxBytes` in all; what was taken counts only where the answer is `fetched`. Ends
   * in bounded time, and rejects only with what `take` has thrown.
   */
  fetch(part: RepositoryPart, name: string, maxBytes: number, take: (piece: Uint8Array) => Promise<void> | void): Promise<SourceAnswer>;
  /** Frees the connection. */
  close(): void;
}

/** The whole of a small file. */
export async function fetchWhole(
  source: TrustSource,
  part: RepositoryPart,
  name: string,
  maxBytes: number,
): Promise<{ readonly kind: "whole"; readonly bytes: Uint8Array } | Exclude<SourceAnswer, { readonly kind: "fetched" }>> {
  const pieces: Uint8Array[] = [];
  const answer = await source.fetch(part, name, maxBytes, (piece) => {
    pieces.push(piece);
  });
  if (answer.kind !== "fetched") return answer;
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { kind: "whole", bytes };
}

/** A refusal as the vault answers it. */
export function refused(refusal: TrustRefused["refusal"], detail: string): TrustRefused {
  return { kind: "refused", refusal, detail };
}
