// The text format 0.0.4 of Prometheus (prometheus.io/docs/instrumenting/exposition_formats).

/** The media type of the text format. */
export const METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A value with what tells it from others of its name. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Times that were measured since the start: how many within each bound, how many in all, and their sum. */
export interface Durations {
  readonly within: readonly number[];
  readonly count: number;
  readonly sumSeconds: number;
}

/** The one value of a name; none where it is not known. */
export function plain(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [[{}, value]];
}

/** One sample for each of the values that a label can have, 1 for the present one. */
export function oneOf(label: string, values: readonly string[], present: string): readonly Sample[] {
  return values.map((value) => [{ [label]: value }, Number(value === present)]);
}

/** One sample for each member of a table of counts. */
export function each(label: string, counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([value, count]) => [{ [label]: value }, count]);
}

/** The lines of one name; none where it has no sample. */
export function metric(name: string, type: "gauge" | "counter", help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${numberText(value)}`),
  ];
}

/** The lines of a histogram with these upper bounds, in seconds. */
export function histogram(
  name: string,
  help: string,
  bounds: readonly number[],
  { within, count, sumSeconds }: Durations,
): readonly string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...bounds.map((bound, index) => `${name}_bucket{le="${bound}"} ${within[index] ?? 0}`),
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sumSeconds}`,
    `${name}_count ${count}`,
  ];
}

/** As the format spells it: `+Inf` where JavaScript says `Infinity`. */
function numberText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
}

/** Label values are names from this program's own tables; the escapes are for a version that is not. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, "_")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
