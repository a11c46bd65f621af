// What `systemctl` and `journalctl` are on a node of the lab: they hand their arguments to the node's
// daemon and print its answer. Plain JavaScript without packages, because it starts at every call.
const { createConnection } = require("node:net");

const [socketPath, tool, ...args] = process.argv.slice(2);
const socket = createConnection(socketPath);
let answer = "";

socket.write(`${JSON.stringify({ tool, args })}\n`);
socket.on("data", (chunk) => {
  answer += chunk;
});
socket.on("end", () => {
  const { stdout, stderr, code } = JSON.parse(answer);
  process.exitCode = code;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
});
socket.on("error", (error) => {
  process.exitCode = 1;
  process.stderr.write(`${tool}: the node's daemon does not answer: ${error.message}\n`);
});
