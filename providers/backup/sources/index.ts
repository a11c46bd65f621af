import type { BackupSource } from "../types";
import { datastore } from "./datastore";
import { hostFiles } from "./host-files";
import { objects } from "./objects";

/** What a backup consists of; a new source is one file and one line here. */
export const backupSources: readonly BackupSource[] = [datastore, hostFiles, objects];
