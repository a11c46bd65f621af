import { finding } from "../../domain/finding-codes";
import { silentWebhooks } from "../silent-webhooks";
import type { Check } from "../types";

export const apiServices: Check = {
  id: "api-services",
  title: "all APIServices answer",
  async run({ cluster, baseline }) {
    const down = (await cluster.apiServices()).filter(({ available }) => !available);
    const broken = down.filter(({ name }) => !(baseline?.downApiServices.includes(name) ?? false));
    return broken.map(({ name, reason }) =>
      finding("API_SERVICE_DOWN", `apiservice ${name}`, `is not available (${reason})`),
    );
  },
};

export const webhooks: Check = {
  id: "webhooks",
  title: "admission webhooks that must answer have someone behind them",
  async run({ cluster, baseline }) {
    const silent = await silentWebhooks(cluster);
    const lost = silent.filter(({ name }) => !(baseline?.silentWebhooks.includes(name) ?? false));
    return lost.map(({ name, service }) => {
      const message = `its service ${service} has no ready endpoint, so requests it watches are refused`;
      return finding("WEBHOOK_DOWN", `webhook ${name}`, message);
    });
  },
};
