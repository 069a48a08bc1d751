import type { Checked } from "../checked.ts";
import type { Document, FormatName, Presentation } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";

/** One format a symbol can be in. To add one: a file with this shape, and a line in recognise.ts. */
export interface Format {
  readonly name: FormatName;
  /** True when a symbol is probably meant to be in this format; cheap, and right or wrong without consequences for trust. */
  looksLike(text: string): boolean;
  /** The symbol taken apart, not believed; or the reason why it cannot be. Never throws. */
  parse(symbol: SymbolText): Checked<Presentation | Document>;
}
