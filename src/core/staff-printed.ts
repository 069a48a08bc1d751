/** A day as cards of Việt Nam print it, 15/05/1990; inside it is 1990-05-15 everywhere. All other text stays as it is. */
export function asPrinted(text: string): string {
  return text.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$3/$2/$1");
}
