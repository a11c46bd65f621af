import { request } from "node:http";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { HttpQuestion } from "../../domain/ports";

/**
 * Certificates are not judged: what is asked is whether the way to the application works, and private authorities are
 * the rule inside clusters. Nothing secret is sent, and of the answer only the status is used.
 */
const encrypted = (stream: Duplex, host: string): Duplex =>
  connectTls({
    socket: stream,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });

/** The status of one GET over a stream. */
export function askHttp(stream: Duplex, { host, path, tls }: HttpQuestion): Promise<number> {
  const wire = tls ? encrypted(stream, host) : stream;
  const headers = { host, "user-agent": "gitops-updates", connection: "close" };
  return new Promise((resolve, reject) => {
    const question = request({ createConnection: () => wire, path, headers }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    question.on("error", reject);
    question.end();
  });
}
