import { z } from "zod";
import { isCronExpression } from "../window";
import { dnsLabel, dnsName, flag, listOf, text, timeZone } from "./fields";

const cronText = 'a cron expression with five fields as Kubernetes reads them, such as "0 6 * * *"';
const NAMES = /\b(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b/gi;

/** Kubernetes knows neither `L`, `W` and `#` nor a Sunday that is called 7. */
const isCronOfKubernetes = (value: string): boolean =>
  isCronExpression(value) &&
  /^[\d*/,\s-]+$/.test(value.replace(NAMES, "0")) &&
  !/(?:^|[\s,-])7(?:[,/-]\S*)?\s*$/.test(value);

const IMAGE = /^[a-z0-9][a-z0-9._:/-]{0,200}@sha256:[0-9a-f]{64}$/;
const imageText = 'an image with its digest, such as "registry.example.org/gitops-updates@sha256:9f86..."';

const SECRET = /^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9.-]{0,252}$/;

/** The CronJob that runs `detect` in the cluster, and what its account may read. */
export const DetectionSchedule = z.strictObject(
  {
    image: text(IMAGE, imageText).describe(
      "Image with this program; a tag alone is refused, because it may mean something else tomorrow.",
    ),
    schedule: z
      .string({ error: cronText })
      .refine(isCronOfKubernetes, { error: cronText })
      .default("0 6 * * *")
      .describe("When it looks; default every morning at six."),
    timeZone: timeZone().default("UTC").describe("Time zone of schedule; default UTC."),
    namespace: dnsLabel()
      .default("gitops-updates")
      .describe("Namespace of its objects; default gitops-updates."),
    createNamespace: flag()
      .default(true)
      .describe("Also make the namespace, for restricted pods only; default true."),
    readSecrets: flag()
      .default(false)
      .describe(
        "May read every Secret: releases that only Helm knows of are found then; default false, they are unknown.",
      ),
    credentials: listOf(text(SECRET, "a Secret as namespace/name"), 50, "a list of Secrets")
      .default([])
      .describe("Secrets with credentials of private charts that it may read, one by one; default: none."),
    environmentFrom: dnsName()
      .optional()
      .describe(
        "Secret in the same namespace with variables for the pod, such as GITHUB_TOKEN; default: none.",
      ),
    volume: text(/^[1-9]\d{0,4}[MG]i$/, 'a size such as "1Gi"')
      .default("1Gi")
      .describe("Size of the volume for what sources answered and for reports; default 1Gi."),
    storageClass: dnsName().optional().describe("Class of the volume; default: the cluster's own."),
  },
  { error: 'an object such as {"image": "registry.example.org/gitops-updates@sha256:..."}' },
);
export type DetectionSchedule = z.infer<typeof DetectionSchedule>;
