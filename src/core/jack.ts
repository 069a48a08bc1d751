/** Whether something is plugged in, out of what `amixer cget` prints of a jack's control (`  : values=on`); undefined: it does not say. */
export function jackStateOf(printed: string): "in" | "out" | undefined {
  const [, value] = /^ {2}: values=(on|off)$/m.exec(printed) ?? [];
  return value === undefined ? undefined : value === "on" ? "in" : "out";
}
