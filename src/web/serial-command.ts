/** The shell command that is a scan: the text and a carriage return into the serial line, however the text is spelt. */
export function serialCommand(text: string, line: string): string {
  return `printf '%s\\r' ${quote(text)} > ${/^[\w./-]+$/.test(line) ? line : quote(line)}`;
}

/** One word for a POSIX shell (POSIX.1-2024, Shell Command Language §2.2.2): within single quotes only the quote itself is special. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
