import { z } from "zod";
import { componentName, listOf, text } from "./fields";

const Order = z.strictObject(
  {
    component: componentName().describe("Who waits, as detect names it."),
    on: componentName().describe("Who has to be where it should be first."),
  },
  { error: "an object with component and on" },
);

const Hold = z.strictObject(
  {
    component: componentName().describe("Which component stays where it is."),
    reason: text(/^.{3,300}$/, "a reason in 3 to 300 characters").describe("Why; every plan says it."),
  },
  { error: "an object with component and reason" },
);

export const Planning = z.strictObject(
  {
    dependsOn: listOf(Order, 200, "a list of who waits for whom")
      .default([])
      .describe("An order beyond what versions ask for: component is not updated before on is done."),
    hold: listOf(Hold, 200, "a list of components that stay")
      .default([])
      .describe("Components that no plan moves; what they ask of the others still counts."),
    accept: listOf(
      text(/^[a-z]+:\S.{0,300}$/, 'the name of a fact, such as "range:flux@v2.8.8"'),
      100,
      "a list of facts",
    )
      .default([])
      .describe("Facts that are disregarded, by the names that plan gives them when there is no plan."),
  },
  { error: "an object with the settings of plan" },
);
export type Planning = z.infer<typeof Planning>;
