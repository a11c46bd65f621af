import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { type DetectionObjects, detectionObjects } from "../domain/detection-schedule";
import type { ResolvedConfig } from "../providers/resolve-config";
import type { Settings } from "../providers/settings";
import { kubernetesProvider, loadKubernetes } from "./kubernetes-plugin";

export interface DetectionScheduleArgs {
  readonly objects: DetectionObjects;
  /** The cluster that it looks at, from inside. */
  readonly kubernetes: Settings["kubernetes"];
  /** What has to be over first. @default [] */
  readonly after?: readonly Resource[];
}

/** `detect` as a CronJob in the cluster, with an account that reads what it looks at and nothing else. */
export class DetectionSchedule extends ComponentResource {
  /** Name of the CronJob, as `namespace/name`. */
  readonly cronJob: Output<string>;

  constructor(name: string, args: DetectionScheduleArgs, options?: ComponentResourceOptions) {
    super("gitops-updates:component:DetectionSchedule", name, {}, options);
    const { objects, after = [] } = args;
    const { core, rbac, batch } = loadKubernetes();
    const provider = kubernetesProvider(`${name}-cluster`, this, args.kubernetes);
    const first = { parent: this, provider, dependsOn: [...after] };

    const namespace =
      objects.namespace === null
        ? []
        : [new core.v1.Namespace(`${name}-namespace`, objects.namespace, first)];
    const then = { ...first, dependsOn: [...after, ...namespace] };
    const needs = [
      new core.v1.ServiceAccount(`${name}-account`, objects.serviceAccount, then),
      new rbac.v1.ClusterRole(`${name}-role`, objects.clusterRole, then),
      new rbac.v1.ClusterRoleBinding(`${name}-binding`, objects.clusterRoleBinding, then),
      ...objects.roles.flatMap(({ role, binding }) => [
        new rbac.v1.Role(`${name}-role-${role.metadata.namespace}`, role, then),
        new rbac.v1.RoleBinding(`${name}-binding-${role.metadata.namespace}`, binding, then),
      ]),
      new core.v1.ConfigMap(`${name}-config`, objects.configMap, then),
      new core.v1.PersistentVolumeClaim(`${name}-state`, objects.claim, then),
    ];
    const last = { ...first, dependsOn: needs };
    const { metadata } = new batch.v1.CronJob(`${name}-cron-job`, objects.cronJob, last);

    this.cronJob = metadata.apply((it) => `${it.namespace}/${it.name}`);
    this.registerOutputs({ cronJob: this.cronJob });
  }
}

/** The schedule, when the configuration asks for one; after what is changed in the cluster. */
export function declareDetectionSchedule({ config, settings }: ResolvedConfig, after: Resource): void {
  const objects = detectionObjects(config);
  if (objects === null) return;
  new DetectionSchedule("detection", { objects, kubernetes: settings.kubernetes, after: [after] });
}
