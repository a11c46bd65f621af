import { TestEnvironment } from "jest-environment-node";

const FAILURES: ReadonlySet<string> = new Set(["test_fn_failure", "hook_failure"]);

/** Lets a suite know that one of its tests has failed, so that its lab can tell what happened before it goes. */
export default class TellingEnvironment extends TestEnvironment {
  handleTestEvent({ name }: { readonly name: string }): void {
    if (FAILURES.has(name)) this.global.aTestHasFailed = true;
  }
}
