/** How text may be emphasised; words say everything, colour only helps. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

/** No colour: files, pipes and the engine's own messages. */
export const plain: Style = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same };
