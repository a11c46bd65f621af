/** What a shimmed tool prints and how it exits. */
export interface ToolAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** The tool did what it was asked. */
export function answered(stdout = ""): ToolAnswer {
  return { stdout, stderr: "", code: 0 };
}

/** The tool refuses, or did not succeed. */
export function refused(stderr: string, code = 1): ToolAnswer {
  return { stdout: "", stderr: `${stderr}\n`, code };
}
