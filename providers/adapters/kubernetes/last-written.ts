import type { Meta } from "./answers";

type Fields = Meta["managedFields"][number];

const writer = ({ manager, subresource }: Fields): string => `${manager}/${subresource}`;

/** Fields that a writer leaves as they are stay in its older entry, so that entry alone says nothing. */
function isSuperseded(field: Fields, all: Meta["managedFields"]): boolean {
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
export const isWrittenThrough = (
  { managedFields }: Pick<Meta, "managedFields">,
  apiVersion: string,
): boolean =>
  managedFields.some((field) => field.apiVersion === apiVersion && !isSuperseded(field, managedFields));
