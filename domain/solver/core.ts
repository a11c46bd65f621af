/**
 * A subset that is impossible by itself while every smaller one of it is possible (QuickXplain, Junker 2004): halves
 * are tried before single elements, so a few culprits among thousands cost few questions.
 */
export function minimalCore<T>(all: readonly T[], impossible: (some: readonly T[]) => boolean): T[] {
  const within = (background: readonly T[], grew: boolean, rest: readonly T[]): T[] => {
    if (grew && impossible(background)) return [];
    if (rest.length <= 1) return [...rest];
    const middle = Math.floor(rest.length / 2);
    const [left, right] = [rest.slice(0, middle), rest.slice(middle)];
    const fromRight = within([...background, ...left], true, right);
    const fromLeft = within([...background, ...fromRight], fromRight.length > 0, left);
    return [...fromLeft, ...fromRight];
  };
  return within([], false, all);
}
