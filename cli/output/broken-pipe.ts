/**
 * A reader that goes away, such as a closed terminal or `| head`, ends our talking and not our work. Without a
 * listener its error would reach the handler that Pulumi's SDK installs while an update runs, which logs it, fails at
 * that, and goes round for ever.
 */
export function outliveReaders(
  streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
