/** Beyond this many texts what is known is forgotten, so that a process that runs for months does not grow. */
const MOST = 20_000;

/** A pure function of a text that keeps its results: who sorts and filters lists asks for the same many times over. */
export function remembering<T>(read: (text: string) => T, most = MOST): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= most) known.clear();
    const fresh = read(text);
    known.set(text, fresh);
    return fresh;
  };
}
