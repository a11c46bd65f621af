type Properties = Record<string, unknown>;

/** The six verbs as the engine calls them. */
export interface Provider {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: readonly Failure[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces?: readonly string[] }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  read(id: string, properties: Properties): Promise<{ id: string; props: Properties }>;
  delete(id: string, properties: Properties): Promise<void>;
}

interface Failure {
  readonly property: string;
  readonly reason: string;
}

interface Known {
  readonly id: string;
  readonly props: Properties;
}

interface Partial {
  readonly id: string;
  readonly properties: Properties;
}

const isPartial = (error: unknown): error is Partial =>
  error instanceof Error && "id" in error && "properties" in error;

const MARK = { __provider: "text" };

/**
 * The part of Pulumi's engine that our resources rely on: refresh, diff, create or update in order, and the state
 * that a failure leaves behind.
 */
export class FakeEngine {
  readonly state = new Map<string, Known>();
  /** What was done to each resource by the last `up`. */
  readonly log: string[] = [];

  async up(resources: readonly (readonly [string, Provider, Properties])[]): Promise<void> {
    this.log.length = 0;
    for (const [name, provider, inputs] of resources) {
      await this.refresh(name, provider);
      await this.bringAbout(name, provider, { ...inputs, ...MARK });
    }
  }

  async refresh(name: string, provider: Provider): Promise<void> {
    const known = this.state.get(name);
    if (known === undefined) return;
    const { id, props } = await provider.read(known.id, known.props);
    this.state.set(name, { id, props });
  }

  private async bringAbout(name: string, provider: Provider, inputs: Properties): Promise<void> {
    const known = this.state.get(name);
    const { failures } = await provider.check(known?.props ?? {}, inputs);
    if (failures.length > 0) throw new Error(`check failed: ${JSON.stringify(failures)}`);
    try {
      if (known === undefined) {
        const { id, outs } = await provider.create(inputs);
        this.keep(name, id, outs, "created");
      } else if ((await provider.diff(known.id, known.props, inputs)).changes) {
        const { outs } = await provider.update(known.id, known.props, inputs);
        this.keep(name, known.id, outs, "updated");
      } else this.log.push(`${name} same`);
    } catch (error) {
      if (isPartial(error)) this.keep(name, error.id, error.properties, "failed");
      throw error instanceof Error && error.cause !== undefined ? error.cause : error;
    }
  }

  private keep(name: string, id: string, outs: Properties, what: string): void {
    this.state.set(name, { id, props: JSON.parse(JSON.stringify({ ...outs, ...MARK })) });
    this.log.push(`${name} ${what}`);
  }
}
