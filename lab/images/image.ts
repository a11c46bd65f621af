/** A container image as data: one program from the tools, and what it finds around it. */
export interface Image {
  readonly name: string;
  /** The program's name in `tools/registry.ts`; its version is the image's tag. */
  readonly tool: string;
  /** The program lies at the first word; the others are arguments that it always gets. */
  readonly entrypoint: readonly [string, ...string[]];
  /** Files and folders besides the program. */
  readonly files?: readonly ImageFile[];
  /** User and group by number, since an image of one program has no /etc/passwd. @default root */
  readonly user?: string;
}

/** Without content it is a folder. */
export interface ImageFile {
  readonly path: string;
  readonly mode: number;
  readonly content?: string;
}
