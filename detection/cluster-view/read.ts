import type { z } from "zod";
import type { Finding } from "../../domain/finding";
import { findingOf } from "../../domain/finding-codes";
import type { Cluster, ObjectQuery } from "../../domain/ports";

/** Something that was asked, or why it is unknown. One forbidden kind does not hide the others. */
export interface Part<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

export async function part<T>(what: string, none: T, ask: () => Promise<T>): Promise<Part<T>> {
  try {
    return { value: await ask(), findings: [] };
  } catch (error) {
    return { value: none, findings: [findingOf("CLUSTER_PART_UNKNOWN", what, error)] };
  }
}

/** Objects that have the expected form; strangers among them are left out, as foreign controllers make them. */
export async function readAll<T extends z.ZodType>(
  cluster: Cluster,
  query: ObjectQuery,
  schema: T,
): Promise<z.output<T>[]> {
  const found = await cluster.objects(query);
  return found.flatMap((it) => {
    const parsed = schema.safeParse(it);
    return parsed.success ? [parsed.data] : [];
  });
}
