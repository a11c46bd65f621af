import type { HttpAnswer, HttpOptions } from "../../../domain/ports";
import type { SourceWorld } from "../types";
import { answerChallenge, credentialFor } from "./authorize";
import type { OciReference } from "./reference";

/** Asks once without a token, because most repositories are public, and then with what the registry asks for. */
export class RegistryAsker {
  private authorization: string | undefined;

  constructor(
    private readonly world: SourceWorld,
    private readonly reference: OciReference,
  ) {}

  async get(url: string, asked: HttpOptions = {}): Promise<HttpAnswer> {
    const first = await this.world.http.get(url, { ...asked, ...this.options() });
    if (first.status !== 401 || this.authorization !== undefined) return first;
    this.authorization = await answerChallenge(this.world, this.reference, first);
    return this.world.http.get(url, { ...asked, ...this.options() });
  }

  /** What a registry shows to whoever asks is nobody's secret, although it wants to see a token. */
  private options(): HttpOptions {
    const { authorization, world, reference } = this;
    if (authorization === undefined) return {};
    return { authorization, anonymous: credentialFor(world, reference) === null };
  }
}
