/** How long a silent run may seem to hang where nobody sees a live line. */
const QUIET_MS = 10_000;

/**
 * Tells on standard error what is being done: on a terminal in one line that is written over, elsewhere now and then
 * in a line of its own. Standard output stays what was asked for.
 */
export class StatusLine {
  private readonly live = process.stderr.isTTY === true;
  private told = Date.now();

  show = (text: string): void => {
    if (this.live) {
      const width = (process.stderr.columns ?? 80) - 1;
      process.stderr.write(`\r\u001b[K${text.slice(0, width)}`);
    } else if (Date.now() - this.told >= QUIET_MS) {
      this.told = Date.now();
      process.stderr.write(`${text}\n`);
    }
  };

  clear(): void {
    if (this.live) process.stderr.write("\r\u001b[K");
  }
}
