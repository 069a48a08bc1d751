// What is typed, in which order: `{fullName}{TAB}{dob:dd/MM/yyyy}{ENTER}` (docs/hand-off.md).
import type { Fields } from "./fields.ts";
import { type Keystroke, keystrokesOf, NAMED_KEYS, type NamedKey, namedKey } from "./keystrokes.ts";
import { type OutputProfile, typedText } from "./output-profile.ts";

/** A piece of a template. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "key"; readonly key: NamedKey }
  | { readonly kind: "field"; readonly name: string; readonly shape?: string };

/** A template, or what is wrong with it. */
export type ParsedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly problem: string };

const MAX_TEMPLATE = 500;
/** A date's shape: each of day, month and year once, with signs between them or none. */
const DATE_SHAPE = /^(?=[^d]*dd[^d]*$)(?=[^M]*MM[^M]*$)(?=[^y]*yyyy[^y]*$)[dMy/.\- ]{8,10}$/;
const WORD_SHAPES: Readonly<Record<string, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  digits: (text) => text.replace(/[^0-9]/g, ""),
  sex: (text) => ({ M: "Nam", F: "Nữ" })[text] ?? text,
};

/** Reads a template. Braces of its own are written `{{` and `}}`; a name is one of docs/formats.md, a key one of TAB, ENTER, DOWN, UP, END, F2. */
export function parseTemplate(template: string): ParsedTemplate {
  if (template.length > MAX_TEMPLATE) return { ok: false, problem: `a template has at most ${MAX_TEMPLATE} characters` };
  const parts: TemplatePart[] = [];
  for (const [piece] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[^{}]+|[{}]/g)) {
    const inside = /^\{([A-Za-z][A-Za-z0-9]{0,39})(?::([A-Za-z/.\- ]{1,12}))?\}$/.exec(piece);
    if (piece === "{{" || piece === "}}") parts.push({ kind: "text", text: piece.charAt(0) });
    else if (!/[{}]/.test(piece)) parts.push({ kind: "text", text: piece });
    else if (!inside) return { ok: false, problem: `${JSON.stringify(piece)} is neither a field nor a key` };
    else {
      const [, name = "", shape] = inside;
      if (isNamedKey(name) && shape === undefined) parts.push({ kind: "key", key: name });
      else if (name === name.toUpperCase()) return { ok: false, problem: `${piece} is no key: use ${Object.keys(NAMED_KEYS).join(", ")}` };
      else if (shape !== undefined && !Object.hasOwn(WORD_SHAPES, shape) && !DATE_SHAPE.test(shape))
        return {
          ok: false,
          problem: `${piece}: ${shape} is neither a date like dd/MM/yyyy nor one of ${Object.keys(WORD_SHAPES).join(", ")}`,
        };
      else parts.push({ kind: "field", name, ...(shape !== undefined && { shape }) });
    }
  }
  return { ok: true, parts };
}

/** The keys for a template with these fields; a field that is not there is typed as nothing, so that TAB still leads to the right box. */
export function strokesOf(parts: readonly TemplatePart[], profile: OutputProfile, fields: Fields): readonly Keystroke[] {
  return parts.flatMap((part) => {
    if (part.kind === "key") return [namedKey(part.key)];
    const text = part.kind === "text" ? part.text : shaped(fields.get(part.name) ?? "", part.shape);
    return keystrokesOf(typedText(profile, text));
  });
}

/** A date in the shape that the counter's program wants; a bare year, which some cards have, stays one. */
function shaped(text: string, shape: string | undefined): string {
  if (shape === undefined) return text;
  const ofWord = WORD_SHAPES[shape];
  if (ofWord) return ofWord(text);
  const [whole, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return whole === undefined ? text : shape.replace("dd", day).replace("MM", month).replace("yyyy", year);
}

function isNamedKey(name: string): name is NamedKey {
  return Object.hasOwn(NAMED_KEYS, name);
}
