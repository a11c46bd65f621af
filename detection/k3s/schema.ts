import { z } from "zod";

/** One release channel of k3s's channel server. */
export const Channel = z.object({
  name: z.string(),
  latest: z.string().optional(),
  latestRegexp: z.string().optional(),
  excludeRegexp: z.string().optional(),
});

export const ChannelList = z.object({ data: z.array(Channel) }).transform(({ data }) => data);
