/** True for a list. Array.isArray() does not narrow a union that holds a readonly array. */
export function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}
