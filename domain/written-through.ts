/** What Kubernetes notes of one writer of an object, in `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly apiVersion?: string | undefined;
  /** ISO time of the last write. */
  readonly time?: string | undefined;
}

const writer = ({ manager, subresource }: ManagedFields): string => `${manager}/${subresource}`;

/** Fields that a writer leaves as they are stay in its older entry, so that entry alone says nothing. */
function isSuperseded(field: ManagedFields, all: readonly ManagedFields[]): boolean {
  const { time, apiVersion } = field;
  if (time === undefined) return false;
  return all.some(
    (other) =>
      other.apiVersion !== apiVersion &&
      other.time !== undefined &&
      writer(other) === writer(field) &&
      Date.parse(other.time) > Date.parse(time),
  );
}

/** Whether one of an object's writers wrote it through this API version when it last did. */
export const isWrittenThrough = (all: readonly ManagedFields[], apiVersion: string): boolean =>
  all.some((field) => field.apiVersion === apiVersion && !isSuperseded(field, all));
