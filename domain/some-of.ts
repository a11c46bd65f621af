/** Names in a sentence, not more than so many of them: `shop/web-1, shop/web-2 and 7 more`. */
export function someOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
