/** A document that is refused as a whole; the text says why. */
export class Refused extends Error {
  constructor(
    message: string,
    /** Where in the source that is. */
    readonly offset: number,
    readonly code: "GIT_YAML_BOMB" | "GIT_YAML_BROKEN" = "GIT_YAML_BOMB",
  ) {
    super(message);
  }
}
