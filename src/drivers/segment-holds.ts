/** A reader at work. */
export interface SegmentHold {
  /** Segments before this one are not needed any more. */
  movedTo(segment: number): void;
  /** Calling it twice is harmless. */
  end(): void;
}

/**
 * Who is reading which segments of a journal. One rule for reading beside a release: what was there when a reader began stays until it has read
 * it, and who begins later begins with what remains.
 */
export class SegmentHolds {
  readonly #froms = new Set<{ segment: number }>();
  #waiting: { readonly before: number; readonly resolve: () => void }[] = [];

  /** Holds all segments from this one on. */
  hold(segment: number): SegmentHold {
    const from = { segment };
    this.#froms.add(from);
    return {
      movedTo: (next) => {
        from.segment = next;
        this.#tell();
      },
      end: () => {
        this.#froms.delete(from);
        this.#tell();
      },
    };
  }

  /** Resolves when nobody holds a segment before this one. */
  free(before: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ before, resolve });
      this.#tell();
    });
  }

  #tell(): void {
    const oldest = Math.min(...[...this.#froms].map(({ segment }) => segment));
    const free = this.#waiting.filter(({ before }) => oldest >= before);
    this.#waiting = this.#waiting.filter(({ before }) => oldest < before);
    for (const { resolve } of free) resolve();
  }
}
