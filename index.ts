import { getRootDirectory } from "@pulumi/pulumi";
import { updateProgram } from "./components/update-program";

/** What `pulumi preview` and `pulumi up` run; `gitops-update` runs the same function in its own process. */
export = updateProgram({ projectDir: getRootDirectory() });
