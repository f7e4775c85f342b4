const { readFileSync } = require("node:fs");
globalThis.window = globalThis;
const AC = require("adaptivecards/dist/adaptivecards.js");
const cards = JSON.parse(readFileSync(0, "utf8"));
const problems = [];
cards.forEach((payload, index) => {
  const card = new AC.AdaptiveCard();
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  card.parse(payload, context);
  for (let i = 0; i < context.eventCount; i++) problems.push({ card: index, message: context.getEventAt(i).message });
  for (const event of card.validateProperties().validationEvents) problems.push({ card: index, message: event.message });
});
process.stdout.write(JSON.stringify(problems));
